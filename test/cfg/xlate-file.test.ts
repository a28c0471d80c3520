import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CryptoPan } from '../../lib/cfg/cryptopan.js';
import { readXlate, type Xlate } from '../../lib/cfg/xlate-file.js';
import type { FieldName } from '../../lib/flow/field.js';
import { batchOf, valuesOf, type Values } from '../flow/batch-of.js';

function read(text: string): Xlate {
  return readXlate({ file: 'xlate.cfg', text }, 'default');
}

/** What one action makes of a flow; the flow after it is not to be touched. */
function acted(action: string, flow: Values, ...fields: FieldName[]): number[] {
  const xlate = read(`xlate-action A\n${action}\nxlate-definition default\nterm\naction a`);
  const batch = batchOf('1005', 2, () => flow);
  for (const change of xlate.terms.flatMap(({ changes }) => changes)) change(batch, Uint8Array.of(1, 0));
  assert.deepEqual(
    valuesOf(batch, 1, ...fields),
    fields.map((field) => flow[field] ?? 0),
  );
  return valuesOf(batch, 0, ...fields);
}

const KEY = '0f'.repeat(32);

function anonymized(address: number): number {
  const array = Uint32Array.of(address);
  new CryptoPan(Buffer.from(KEY, 'hex')).anonymize(array, Uint32Array.of(0));
  return array[0] ?? 0;
}

describe('cfg/xlate-file', () => {
  const both = { srcaddr: 0x0a0102ff, dstaddr: 0xac1002ff, src_mask: 24, dst_mask: 20 };

  it('action of type ip-source-address-to-network clears by the mask of the record; 0 leaves the address', () => {
    const action = 'type ip-source-address-to-network';
    assert.deepEqual(acted(action, both, 'srcaddr', 'dstaddr'), [0x0a010200, 0xac1002ff]);
    assert.deepEqual(acted(action, { ...both, src_mask: 0 }, 'srcaddr'), [0x0a0102ff]);
    assert.deepEqual(acted(action, { ...both, src_mask: 200 }, 'srcaddr'), [0x0a0102ff]);
  });

  it('action of type ip-destination-address-to-network', () => {
    assert.deepEqual(
      acted('type ip-destination-address-to-network', both, 'srcaddr', 'dstaddr'),
      [0x0a0102ff, 0xac100000],
    );
  });

  for (const [type, field] of [
    ['ip-source-address-to-class-network', 'srcaddr'],
    ['ip-destination-address-to-class-network', 'dstaddr'],
  ] as const)
    it(`action of type ${type}`, () => {
      for (const [address, network] of [
        [0x7fffffff, 0x7f000000],
        [0xbfffffff, 0xbfff0000],
        [0xdfffffff, 0xdfffff00],
        [0xefffffff, 0xeffffff0],
        [0xffffffff, 0xffffffff],
      ] as const)
        assert.deepEqual(acted(`type ${type}`, { [field]: address }, field), [network]);
    });

  it('action of type ip-address-privacy-mask', () => {
    const action = 'type ip-address-privacy-mask\nmask 0xFFFFFF00 255.255.0.0';
    assert.deepEqual(acted(action, both, 'srcaddr', 'dstaddr'), [0x0a010200, 0xac100000]);
  });

  it('action of type ip-port-privacy-mask', () => {
    const ports = { srcport: 0x1234, dstport: 0x5678 };
    assert.deepEqual(acted('type ip-port-privacy-mask\nmask 0xFF00 0xFF', ports, 'srcport', 'dstport'), [0x1200, 0x78]);
  });

  it('action of type tag-mask', () => {
    const tags = { src_tag: 0x80010002, dst_tag: 0x80010002 };
    assert.deepEqual(acted('type tag-mask\nmask 0xFFFF 0xFFFF0000', tags, 'src_tag', 'dst_tag'), [2, 0x80010000]);
  });

  it('action of type scale, modulo 2³²', () => {
    const counters = { dpkts: 7, doctets: 0xffffffff };
    assert.deepEqual(acted('type scale\nscale 100', counters, 'dpkts', 'doctets'), [700, 0xffffffff - 99]);
  });

  it('action of type replace-source-as0 or replace-destination-as0', () => {
    assert.deepEqual(acted('type replace-source-as0\nas 65010', {}, 'src_as', 'dst_as'), [65010, 0]);
    assert.deepEqual(acted('type replace-destination-as0\nas 65011', {}, 'src_as', 'dst_as'), [0, 65011]);
    assert.deepEqual(acted('type replace-source-as0\nas 65010', { src_as: 1 }, 'src_as'), [1]);
  });

  for (const [type, source, destination] of [
    ['ip-source-address-anonymize', true, false],
    ['ip-destination-address-anonymize', false, true],
    ['ip-address-anonymize', true, true],
  ] as const)
    it(`action of type ${type}`, () => {
      assert.deepEqual(acted(`type ${type}\nalgorithm cryptopan-aes128\nkey ${KEY}`, both, 'srcaddr', 'dstaddr'), [
        source ? anonymized(both.srcaddr) : both.srcaddr,
        destination ? anonymized(both.dstaddr) : both.dstaddr,
      ]);
    });

  it('reads keys and filters from files, filters with the variables of the definition', () => {
    const folder = mkdtempSync(join(tmpdir(), 'xlate-'));
    try {
      writeFileSync(join(folder, 'key'), `${KEY}\n`);
      const action = `type ip-source-address-anonymize\nkey-file ${join(folder, 'key')}\nkey-file-refresh 60 00:30`;
      assert.deepEqual(acted(action, both, 'srcaddr'), [anonymized(both.srcaddr)]);
      writeFileSync(
        join(folder, 'filter.cfg'),
        'filter-primitive p\ntype ip-port\npermit @PORT\nfilter-definition web\nmatch ip-source-port p',
      );
      const text = `include-filter ${join(folder, 'filter.cfg')}\nxlate-definition default\nterm\nfilter WEB\nstop\nterm`;
      const { terms } = readXlate({ file: 'f', text, variables: new Map([['PORT', '8080']]) }, 'default');
      const test = { kind: 'in', field: 'srcport', ranges: [{ lo: 8080, hi: 8080 }] };
      assert.deepEqual(terms, [
        { filter: { kind: 'or', of: [{ kind: 'and', of: [test] }] }, changes: [], then: 'stop' },
        { changes: [], then: 'go on' },
      ]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('tells which fields the definition needs', () => {
    const text = 'xlate-action A\ntype scale\nscale 2\nxlate-action B\ntype tag-mask\nmask 1 1\n';
    const { fields } = read(`${text}xlate-definition default\nterm\naction A\nxlate-definition other\nterm\naction B`);
    assert.deepEqual([...fields], ['dpkts', 'doctets']);
  });

  it('names what is missing or does not fit', () => {
    const action = 'xlate-action A\ntype';
    const use = 'xlate-definition default\nterm\naction A';
    const table: Readonly<Record<string, string>> = {
      [`${action} scale\n${use}`]: 'xlate.cfg line 1: xlate-action "A" has no scale.',
      [`xlate-action A\n${use}`]: 'xlate.cfg line 1: xlate-action "A" has no type.',
      [`${action} scale\nas 3`]: 'xlate.cfg line 3: This type has no as.',
      [`${action} nosuch`]: 'xlate.cfg line 2: Unrecognized type.',
      [`${action} tag-mask\nmask 1`]: 'xlate.cfg line 3: Expecting destination mask.',
      [`${action} replace-source-as0\nas 65536`]: 'xlate.cfg line 3: Value out of range.',
      [`${action} ip-address-anonymize\nkey 12`]: 'xlate.cfg line 3: The key must be 64 hexadecimal digits.',
      [`${action} ip-address-anonymize\nalgorithm rot13`]: 'xlate.cfg line 3: Expecting one of {cryptopan-aes128}',
      [`${action} ip-address-anonymize\nkey-file /nonexistent/key\n${use}`]:
        'key file /nonexistent/key cannot be read.',
      [use]: 'xlate.cfg line 3: Unable to resolve action "A".',
      'xlate-definition default\nterm\nfilter nosuch':
        'xlate.cfg line 3: Unable to resolve filter-definition "nosuch".',
      'xlate-definition default\nstop': 'xlate.cfg line 2: A term must come first.',
      'include-filter /nonexistent/filter.cfg':
        "/nonexistent/filter.cfg: cannot be read: ENOENT: no such file or directory, open '/nonexistent/filter.cfg'",
      'xlate-definition other': 'No xlate-definition "default": there are other.',
      '# nothing': 'No xlate-definition "default": there is none.',
    };
    for (const [text, message] of Object.entries(table))
      assert.throws(() => read(text), { name: 'CfgError', text: message });
  });
});
