import assert from 'node:assert/strict';
import { AccessLists } from '../../lib/cfg/access-list.js';
import { CONDITIONS, type ConditionContext } from '../../lib/cfg/flow-filter-options.js';
import { parseSymbols } from '../../lib/cfg/symbols.js';
import { recordLayout } from '../../lib/flow/layout.js';
import type { Filter } from '../../lib/query/filter.js';
import { RowFilter } from '../../lib/store/row-filter.js';
import { batchOf, type Values } from '../flow/batch-of.js';

function lists(text: string): AccessLists {
  return new AccessLists({ file: 'flow.acl', text }, () => parseSymbols('80 http', 'tcp-port.sym'));
}

/** Which of the flows pass. */
async function passing(filter: Filter, flows: readonly Values[]): Promise<number[]> {
  const rows = await RowFilter.open(filter, recordLayout('5'));
  try {
    const hits = await rows.passing(batchOf('5', flows.length, (record) => flows[record] ?? {}));
    return [...hits.keys()].filter((record) => hits[record] === 1);
  } finally {
    rows.close();
  }
}

const CONTEXT: ConditionContext = { lists: () => lists(''), needed: 'all' };

function condition(letter: string, value: string, context = CONTEXT): Filter {
  const row = CONDITIONS[letter];
  assert.ok(row);
  return row.read(value, context);
}

const TEN = 0x0a000000;

describe('cfg/access-list', () => {
  it('tests an address against a standard list: the first match decides, what none matches is denied', async () => {
    const text =
      '! a comment\n\nip access-list standard L deny host 10.0.0.5\nip access-list standard L permit 10.0.0.0 0.255.255.255\n' +
      'ip access-list standard L deny 10.0.0.6\nip access-list standard L permit 192.0.2.1 log\n';
    const addresses = [TEN + 5, TEN + 6, TEN + 0xffffff, 0x0b000000, 0xc0000201, 0xc0000202];
    const flows = addresses.map((dstaddr) => ({ dstaddr }));
    assert.deepEqual(await passing(lists(text).standard('L', 'dstaddr'), flows), [1, 2, 4]);
    assert.deepEqual(
      await passing(lists('ip access-list standard A permit any').standard('A', 'dstaddr'), flows),
      [0, 1, 2, 3, 4, 5],
    );
  });

  it('tests protocol, source and destination against an extended list', async () => {
    const text =
      'ip access-list extended E deny udp any any\nip access-list extended E permit 47 any any\n' +
      'ip access-list extended E permit ip 10.0.0.0 0.0.255.255 host 10.9.9.9';
    const to = 0x0a090909;
    const flows = [
      { prot: 17, srcaddr: TEN, dstaddr: to },
      { prot: 47 },
      { prot: 6, srcaddr: TEN, dstaddr: to },
      { prot: 6, srcaddr: TEN },
    ];
    assert.deepEqual(await passing(lists(text).extended('E'), flows), [1, 2]);
  });

  it('tests ports, flags, ToS and precedence, which the original leaves out', async () => {
    const flows: Values[] = [
      { prot: 6, srcport: 80, dstport: 1000 },
      { prot: 6, srcport: 1000, dstport: 80 },
      { prot: 6, dstport: 8080, tcp_flags: 0x12 },
      { prot: 6, dstport: 9000, tos: 0xb0 },
    ];
    const pass = (rule: string): Promise<number[]> =>
      passing(lists(`ip access-list extended E permit tcp ${rule}`).extended('E'), flows);
    assert.deepEqual(await pass('any any eq http'), [1]);
    assert.deepEqual(await pass('any eq 80 any'), [0]);
    assert.deepEqual(await pass('any any neq 80'), [0, 2, 3]);
    assert.deepEqual(await pass('any any range 80 1000'), [0, 1]);
    assert.deepEqual(await pass('any lt 80 any gt 8080'), [3]);
    assert.deepEqual(await pass('any any established'), [2]);
    assert.deepEqual(await pass('any any precedence 5 tos 8 log'), [3]);
  });

  it('names line and word of what it does not understand', () => {
    const table: Readonly<Record<string, string>> = {
      'access-list 1 permit any': 'Unexpected "access-list".',
      'ip access-list named L permit any': 'Expecting one of {standard,extended}',
      'ip access-list standard L allow any': 'Expecting one of {permit,deny}',
      'ip access-list standard L permit 10.0.0': '',
      'ip access-list standard L permit tcp any any': '"tcp" is not an IPv4 address.',
      'ip access-list extended L permit nosuch any any': '"nosuch" is not a protocol.',
      'ip access-list extended L permit tcp any any eq nosuch': '"nosuch" is not a port.',
      'ip access-list extended L permit tcp any any fragments': 'Unexpected "fragments".',
    };
    for (const [text, message] of Object.entries(table))
      if (message === '') assert.doesNotThrow(() => lists(text));
      else assert.throws(() => lists(text), { text: `flow.acl line 1: ${message}` });
    const twice = 'ip access-list standard L permit any\nip access-list extended L permit ip any any';
    assert.throws(() => lists(twice), { text: 'flow.acl line 2: Name (L) previously defined.' });
  });

  it('knows only the lists of the file, each by its kind', () => {
    const known = lists('ip access-list standard L permit any');
    assert.throws(() => known.extended('L'), { code: 'no-definition', message: "Couldn't find list L\n" });
    assert.throws(() => known.standard('M', 'srcaddr'), { code: 'no-definition' });
  });
});

describe('cfg/flow-filter-options', () => {
  it('reads lists of numbers and ranges, which ! inverts as a whole', async () => {
    const flows = [0, 1, 5, 10, 11].map((dst_as) => ({ dst_as }));
    assert.deepEqual(await passing(condition('A', '1,5-10'), flows), [1, 2, 3]);
    assert.deepEqual(await passing(condition('A', '!1,5-10'), flows), [0, 4]);
  });

  it('knows protocols by name', async () => {
    assert.deepEqual(await passing(condition('r', 'udp,1'), [{ prot: 17 }, { prot: 6 }, { prot: 1 }]), [0, 2]);
  });

  it('reads ToS as value and mask', async () => {
    const flows = [0x20, 0x3f, 0x40].map((tos) => ({ tos }));
    assert.deepEqual(await passing(condition('t', '32/0xe0'), flows), [0, 1]);
    assert.deepEqual(await passing(condition('t', '32'), flows), [0]);
    assert.deepEqual(await passing(condition('t', '32,64'), flows), [0, 2]);
    assert.deepEqual(await passing(condition('t', '!32/0xe0'), flows), [2]);
  });

  it('asks for TCP flags only of TCP flows, unless any one condition is enough', async () => {
    const flows = [{ prot: 6, tcp_flags: 2 }, { prot: 6, tcp_flags: 0x12 }, { prot: 17 }];
    assert.deepEqual(await passing(condition('T', '2/0x3f'), flows), [0, 2]);
    assert.deepEqual(await passing(condition('T', '2/0x3f', { ...CONTEXT, needed: 'any' }), flows), [0]);
  });

  it('refuses what is no list', () => {
    for (const [letter, value] of [
      ['p', '65536'],
      ['p', 'http'],
      ['p', ''],
      ['i', '5-1'],
      ['t', '1/256'],
      ['t', '1/2/3'],
      ['e', 'router'],
    ] as const)
      assert.throws(() => condition(letter, value), { code: 'list' }, `-${letter} ${value}`);
  });
});
