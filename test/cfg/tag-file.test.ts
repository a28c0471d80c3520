import assert from 'node:assert/strict';
import { readTagger } from '../../lib/cfg/tag-file.js';
import { batchOf, valuesOf, type Values } from '../flow/batch-of.js';

function tags(text: string, flow: Values): number[] {
  const batch = batchOf('1005', 3, (record) => (record === 1 ? flow : {}));
  readTagger({ file: 'tag.cfg', text }, 'default')(batch);
  return valuesOf(batch, 1, 'src_tag', 'dst_tag');
}

/** The tags that one action gives a flow. */
function acted(action: string, flow: Values): number[] {
  return tags(`tag-action A\n${action}\ntag-definition default\nterm\naction a`, flow);
}

const TCP = { prot: 6 };
const UDP = { prot: 17 };

/** Type, its other names, a value, a flow that has it at the source or alone, the same at the destination, one without. */
const TYPES: readonly {
  readonly names: readonly string[];
  readonly value: string;
  readonly matching: readonly Values[];
  readonly other: readonly Values[];
}[] = [
  {
    names: ['src-prefix', 'source-prefix'],
    value: '10.1/16',
    matching: [{ srcaddr: 0x0a01ffff }],
    other: [{ dstaddr: 0x0a010001 }, { srcaddr: 0x0a020000 }],
  },
  {
    names: ['dst-prefix', 'destination-prefix'],
    value: '10.1/16',
    matching: [{ dstaddr: 0x0a010001 }],
    other: [{ srcaddr: 0x0a010001 }],
  },
  { names: ['prefix'], value: '10.1/16', matching: [{ srcaddr: 0x0a010001 }, { dstaddr: 0x0a010001 }], other: [{}] },
  { names: ['next-hop'], value: '10.1/16', matching: [{ nexthop: 0x0a010001 }], other: [{ srcaddr: 0x0a010001 }] },
  { names: ['src-as', 'source-as'], value: '64500', matching: [{ src_as: 64500 }], other: [{ dst_as: 64500 }] },
  { names: ['dst-as', 'destination-as'], value: '64500', matching: [{ dst_as: 64500 }], other: [{ src_as: 64500 }] },
  { names: ['as'], value: '64500', matching: [{ src_as: 64500 }, { dst_as: 64500 }], other: [{ src_as: 64501 }] },
  {
    names: ['tcp-src-port', 'tcp-source-port'],
    value: '80',
    matching: [{ ...TCP, srcport: 80 }],
    other: [
      { ...UDP, srcport: 80 },
      { ...TCP, dstport: 80 },
    ],
  },
  {
    names: ['tcp-dst-port', 'tcp-destination-port'],
    value: '80',
    matching: [{ ...TCP, dstport: 80 }],
    other: [
      { ...UDP, dstport: 80 },
      { ...TCP, srcport: 80 },
    ],
  },
  {
    names: ['tcp-port'],
    value: '0x50',
    matching: [
      { ...TCP, srcport: 80 },
      { ...TCP, dstport: 80 },
    ],
    other: [{ ...UDP, srcport: 80 }],
  },
  {
    names: ['udp-src-port', 'udp-source-port'],
    value: '53',
    matching: [{ ...UDP, srcport: 53 }],
    other: [
      { ...TCP, srcport: 53 },
      { ...UDP, dstport: 53 },
    ],
  },
  {
    names: ['udp-dst-port', 'udp-destination-port'],
    value: '53',
    matching: [{ ...UDP, dstport: 53 }],
    other: [
      { ...TCP, dstport: 53 },
      { ...UDP, srcport: 53 },
    ],
  },
  {
    names: ['udp-port'],
    value: '53',
    matching: [
      { ...UDP, srcport: 53 },
      { ...UDP, dstport: 53 },
    ],
    other: [{ ...TCP, srcport: 53 }],
  },
  { names: ['tos'], value: '184', matching: [{ tos: 184 }], other: [{ tos: 185 }] },
  { names: ['any'], value: 'any', matching: [{}, { tos: 1 }], other: [] },
  {
    names: ['src-ip', 'source-ip-address'],
    value: '10.1.0.1',
    matching: [{ srcaddr: 0x0a010001 }],
    other: [{ dstaddr: 0x0a010001 }, { srcaddr: 0x0a010002 }],
  },
  {
    names: ['dst-ip', 'destination-ip-address'],
    value: '10.1.0.1',
    matching: [{ dstaddr: 0x0a010001 }],
    other: [{ srcaddr: 0x0a010001 }],
  },
  {
    names: ['ip', 'ip-address'],
    value: '10.1.0.1',
    matching: [{ srcaddr: 0x0a010001 }, { dstaddr: 0x0a010001 }],
    other: [{ nexthop: 0x0a010001 }],
  },
  { names: ['exporter'], value: '192.0.2.1', matching: [{ exaddr: 0xc0000201 }], other: [{ srcaddr: 0xc0000201 }] },
  { names: ['input-interface'], value: '3', matching: [{ input: 3 }], other: [{ output: 3 }] },
  { names: ['output-interface'], value: '3', matching: [{ output: 3 }], other: [{ input: 3 }] },
  { names: ['interface'], value: '3', matching: [{ input: 3 }, { output: 3 }], other: [{ input: 4 }] },
];

describe('cfg/tag-file', () => {
  for (const { names, value, matching, other } of TYPES)
    it(`action of type ${names.join(' or ')}`, () => {
      for (const name of names) {
        const action = `type ${name}\nmatch ${value} set-dst 0x80000001`;
        for (const flow of matching) assert.deepEqual(acted(action, flow), [0, 0x80000001], JSON.stringify(flow));
        for (const flow of other) assert.deepEqual(acted(action, flow), [0, 0], JSON.stringify(flow));
      }
    });

  it('set-src, set-dst replace a tag; or-src, or-dst add bits to it; by their long names too', () => {
    const flow = { src_tag: 0xf0, dst_tag: 0xf0 };
    assert.deepEqual(acted('type any\nmatch any set-src 1\nmatch any or-dst 2', flow), [1, 0xf2]);
    assert.deepEqual(acted('type any\nmatch any or-src 1\nmatch any set-dst 2', flow), [0xf1, 2]);
    assert.deepEqual(acted('type any\nmatch any set-source 1\nmatch any set-destination 2', flow), [1, 2]);
    assert.deepEqual(acted('type any\nmatch any or-source 1\nmatch any or-destination 2', flow), [0xf1, 0xf2]);
  });

  it('lets one value add several bits, but set once for each side', () => {
    assert.deepEqual(acted('type tos\nmatch 1 or-src 1\nmatch 1 or-src 4\nmatch 1 set-dst 9', { tos: 1 }), [5, 9]);
    for (const second of ['set-src 2', 'or-src 2'])
      assert.throws(() => acted(`type tos\nmatch 1 set-src 1\nmatch 1 ${second}`, {}), {
        message: 'tag.cfg line 4: Only one set per source/destination per match.\nfttag_load(): failed',
      });
    assert.throws(() => acted('type tos\nmatch 1 or-src 1\nmatch 1 set-src 2', {}), /Only one set/);
  });

  it('lets the longest prefix decide alone', () => {
    const action = 'type src-prefix\nmatch 10.1.2.0/24 set-src 3\nmatch 10/8 set-src 1\nmatch 10/8 set-dst 2';
    assert.deepEqual(acted(action, { srcaddr: 0x0a010201 }), [3, 0]);
    assert.deepEqual(acted(action, { srcaddr: 0x0a020201 }), [1, 2]);
  });

  it('looks at the source, then at the destination', () => {
    const action = 'type as\nmatch 1 set-src 10\nmatch 2 set-src 20';
    assert.deepEqual(acted(action, { src_as: 1, dst_as: 2 }), [20, 0]);
    assert.deepEqual(acted(action, { src_as: 2, dst_as: 1 }), [10, 0]);
  });

  it('applies a term to flows of its exporter', () => {
    const text =
      'tag-action A\ntype any\nmatch any set-src 1\ntag-definition default\nterm\nexporter 192.0.2.1\naction A';
    assert.deepEqual(tags(text, { exaddr: 0xc0000201 }), [1, 0]);
    assert.deepEqual(tags(text, { exaddr: 0xc0000202 }), [0, 0]);
  });

  it('applies a term to flows of its interfaces: input-filter, output-filter', () => {
    const text = (line: string): string =>
      `tag-action A\ntype any\nmatch any set-src 1\ntag-definition default\nterm\n${line}\naction A`;
    assert.deepEqual(tags(text('input-filter 1-3,7'), { input: 7 }), [1, 0]);
    assert.deepEqual(tags(text('input-filter 1-3,7'), { input: 4 }), [0, 0]);
    assert.deepEqual(tags(text('output-filter !1-3,7'), { output: 4 }), [1, 0]);
    assert.deepEqual(tags(text('output-filter !1-3,7'), { output: 7 }), [0, 0]);
  });

  it('applies terms and actions in their order', () => {
    const text =
      'tag-definition default\nterm\naction A\naction B\nterm\naction C\n' +
      'tag-action A\ntype any\nmatch any set-src 1\nmatch any set-dst 1\n' +
      'tag-action B\ntype any\nmatch any set-src 2\ntag-action C\ntype any\nmatch any or-src 4';
    assert.deepEqual(tags(text, {}), [6, 1]);
  });

  it('does nothing for an action without a match, or a term without an action', () => {
    const text = 'tag-action A\ntype tos\ntag-definition default\nterm\nterm\naction A';
    assert.deepEqual(tags(text, { src_tag: 7 }), [7, 0]);
  });

  it('names what it cannot resolve', () => {
    const read = (text: string) => () => tags(text, {});
    assert.throws(read('tag-definition default\nterm\naction A'), {
      message: 'tag.cfg line 3: Unable to resolve action "A".\nfttag_load(): failed',
    });
    assert.throws(read('tag-definition default\naction A'), { text: 'tag.cfg line 2: A term must come first.' });
    assert.throws(read('tag-action A\nmatch 1 set-src 1'), { text: 'tag.cfg line 2: The type must come first.' });
    assert.throws(read('tag-action A\ntype nosuch'), { text: 'tag.cfg line 2: Unrecognized type.' });
    assert.throws(read('tag-definition other'), {
      message: 'No tag-definition "default": there are other.\nfttag_def_find(): failed',
    });
  });
});
