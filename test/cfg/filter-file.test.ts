import assert from 'node:assert/strict';
import { CfgError } from '../../lib/cfg/error.js';
import { readFilterFile, type FilterFileOptions } from '../../lib/cfg/filter-file.js';
import { parseSymbols } from '../../lib/cfg/symbols.js';
import type { Filter } from '../../lib/query/filter.js';

const TABLES = {
  'ip-prot': '6 tcp',
  'tcp-port': '22 ssh\n137 netbios-ns',
  asn: '64500 PRIV-0',
  tag: '0x20 WEB\n13335 ASTAG',
  'ip-type': '',
};

const OPTIONS: FilterFileOptions = {
  symbols: (name) => parseSymbols(TABLES[name], name),
  now: Date.UTC(2025, 2, 30, 12),
  zone: 'Europe/Rome',
};

function read(text: string, name = 'd', options: FilterFileOptions = {}): Filter {
  return readFilterFile({ file: 'f.cfg', text }, { ...OPTIONS, ...options }).filter(name);
}

/** The test that one primitive becomes at a match. */
function test(type: string, statements: readonly string[], match: string): Filter {
  const filter = read(
    ['filter-primitive p', `type ${type}`, ...statements, 'filter-definition d', `match ${match} p`].join('\n'),
  );
  assert.ok(filter.kind === 'or' && filter.of[0]?.kind === 'and' && filter.of[0].of[0]);
  return filter.of[0].of[0];
}

function range(lo: number, hi = lo): { lo: number; hi: number } {
  return { lo, hi };
}

function refusal(text: string): string {
  try {
    read(text);
  } catch (error) {
    assert.ok(error instanceof CfgError);
    return error.message;
  }
  throw new Error('accepted');
}

describe('cfg/filter-file', () => {
  it('makes a table of lists, ranges and names, of which the last statement counts', () => {
    assert.deepEqual(
      test('ip-port', ['permit 80,443,8000-8100', 'permit SSH,netbios-ns', 'deny 8050'], 'src-ip-port'),
      {
        kind: 'in',
        field: 'srcport',
        ranges: [range(22), range(80), range(137), range(443), range(8000, 8049), range(8051, 8100)],
      },
    );
  });

  it('lets the default decide about numbers beyond every list', () => {
    assert.deepEqual(test('ifindex', ['deny 0', 'default permit'], 'output-interface'), {
      kind: 'not',
      of: { kind: 'in', field: 'output', ranges: [range(0)] },
    });
  });

  it('turns a list with ! round and leaves the others to the default', () => {
    assert.deepEqual(test('ip-port', ['permit !80,443'], 'src-ip-port'), { kind: 'in', field: 'srcport', ranges: [] });
    assert.deepEqual(test('ip-port', ['permit !80,443', 'default permit'], 'src-ip-port'), {
      kind: 'not',
      of: { kind: 'in', field: 'srcport', ranges: [range(80), range(443)] },
    });
  });

  it('finds names of AS numbers in asn.sym, and in tag.sym where the original looked for them', () => {
    const { field, ranges } = test('as', ['permit PRIV-0,astag'], 'source-as') as Filter & { kind: 'in' };
    assert.deepEqual([field, ranges], ['src_as', [range(13335), range(64500)]]);
  });

  it('tests ToS and flags behind a mask', () => {
    const tos = { kind: 'in', field: 'marked_tos', mask: 0xe0, ranges: [range(32), range(160, 224)] };
    assert.deepEqual(test('ip-tos', ['mask 0xE0', 'permit 32,160-224'], 'ip-marked-tos'), tos);
  });

  it('lets the longest prefix decide, shortened or with the length of its class', () => {
    const lines = [
      'permit 10.1.0.5/32',
      'permit 10.1/16',
      'deny 10.1.0.0/24',
      'permit 192.168.5.0',
      'permit 224.0.0.16',
    ];
    const filter = test('ip-address-prefix', [...lines, 'permit 2001:db8::/32'], 'ip-source-address');
    assert.ok(filter.kind === 'address');
    assert.deepEqual(filter.v4, [
      range(0x0a010005),
      range(0x0a010100, 0x0a01ffff),
      range(0xc0a80500, 0xc0a805ff),
      range(0xe0000010, 0xe000001f),
    ]);
    assert.deepEqual(filter.v6, [{ lo: 0x20010db8n << 96n, hi: (0x20010db9n << 96n) - 1n }]);
  });

  it('applies masks to addresses in the order of the file', () => {
    const filter = test('ip-address-mask', ['deny 0.0.0.1 0.0.0.255', 'permit 10.2.0.0 255.255.0.0'], 'dst-ip-addr');
    assert.deepEqual(filter, {
      kind: 'and',
      of: [
        { kind: 'not', of: { kind: 'in', field: 'dstaddr', mask: 255, ranges: [range(1)] } },
        {
          kind: 'or',
          of: [
            { kind: 'in', field: 'dstaddr', mask: 0xffff0000, ranges: [range(0x0a020000)] },
            { kind: 'or', of: [] },
          ],
        },
      ],
    });
  });

  it('resolves conditions on counters, of which the first that holds decides', () => {
    const filter = test('counter', ['deny lt 500', 'permit le 50000', 'permit ge 99999'], 'octets');
    const ranges = [range(500, 50000), range(99999, Number.MAX_SAFE_INTEGER)];
    assert.deepEqual(filter, { kind: 'in', field: 'doctets', ranges });
    assert.deepEqual(test('counter', ['permit ne 0'], 'duration'), {
      kind: 'in',
      field: 'duration',
      ranges: [range(1, Number.MAX_SAFE_INTEGER)],
    });
  });

  it('compares rates as real numbers', () => {
    assert.deepEqual(test('double', ['permit gt 100.5'], 'pps'), {
      kind: 'or',
      of: [
        { kind: 'compare', field: 'pps', op: 'gt', value: 100.5 },
        { kind: 'or', of: [] },
      ],
    });
  });

  it('compares times of day on local clocks, and dates by whole seconds', () => {
    assert.deepEqual(test('time', ['deny lt 0:30', 'permit le 1:00:00'], 'end-time'), {
      kind: 'clock',
      field: 'end_ms',
      zone: 'Europe/Rome',
      ranges: [range(1800, 3600)],
    });
    const moment = Date.UTC(2025, 2, 30, 0, 20);
    assert.deepEqual(test('time-date', ['permit le 2025-03-30 00:20:00 UTC'], 'start-time'), {
      kind: 'in',
      field: 'start_ms',
      ranges: [range(0, moment + 999)],
    });
  });

  it('finds tags by number and name, and behind a mask', () => {
    assert.deepEqual(test('tag', ['permit 0x10001', 'permit web'], 'source-tag'), {
      kind: 'in',
      field: 'src_tag',
      ranges: [range(0x20), range(0x10001)],
    });
    const masked = test('tag-mask', ['permit 0x10000 0xFFFF0000'], 'dst-tag') as Filter & { kind: 'or' };
    assert.deepEqual(masked.of[0], { kind: 'in', field: 'dst_tag', mask: 0xffff0000, ranges: [range(0x10000)] });
  });

  it('takes random samples', () => {
    assert.deepEqual(test('rate', ['permit 1'], 'random-sample'), { kind: 'and', of: [] });
    assert.deepEqual(test('rate', ['permit 100'], 'random-sample'), { kind: 'sample', oneIn: 100 });
  });

  it('joins matches of a group with and, groups with or, and turns the result round', () => {
    const primitive = 'filter-primitive p\ntype rate\npermit 7\n';
    const sample = { kind: 'sample', oneIn: 7 };
    const [m, or] = ['match random-sample P\n', 'or\n'];
    const all = { kind: 'and', of: [sample, sample] };
    assert.deepEqual(read(`filter-definition d\n${m}${m}${or}${m}${primitive}`), {
      kind: 'or',
      of: [all, { kind: 'and', of: [sample] }],
    });
    assert.deepEqual(read('filter-definition d'), { kind: 'or', of: [] });
    assert.deepEqual(read('filter-definition d\nor\n'), { kind: 'or', of: [] });
    assert.deepEqual(read('filter-definition D\n  INVERT'), { kind: 'not', of: { kind: 'or', of: [] } });
  });

  it('warns of what two statements both set', () => {
    const warnings: string[] = [];
    const text = 'filter-primitive p\ntype ip-port\npermit 1\ndeny 1-5\npermit 3-9\nfilter-definition d';
    read(text, 'd', { warn: (warning) => warnings.push(warning) });
    assert.deepEqual(warnings, [
      'f.cfg line 4: index 1 previously set as permit.',
      'f.cfg line 5: index 3-5 previously set as deny.',
    ]);
  });

  it('puts variables in, and refuses broken ones outside comments', () => {
    const text =
      'filter-primitive p\n # @{broken\ntype rate\npermit @{N:-1@Z}@X\nfilter-definition d\nmatch random-sample p';
    const filter = readFilterFile({ file: 'f', text, variables: new Map([['N', '9']]) }, OPTIONS).filter('D');
    assert.deepEqual(filter, { kind: 'or', of: [{ kind: 'and', of: [{ kind: 'sample', oneIn: 9 }] }] });
    assert.match(refusal('filter-primitive @{P'), /^f.cfg line 1: Expecting @\{NAME\}/);
    assert.match(refusal('filter-primitive @{P:+x}'), /^f.cfg line 1: Expecting @\{NAME\}/);
  });

  it('names file, line and steps of what it refuses', () => {
    const p = 'filter-primitive p\n';
    const table: Readonly<Record<string, string>> = {
      [`${p}type nosuch`]: 'f.cfg line 2: Unrecognized type.\nftfil_load(): failed',
      [`${p}permit 1`]: 'f.cfg line 2: The type must come first.\nftfil_load(): failed',
      [`${p}type engine\npermit 256`]: 'f.cfg line 3: Value out of range.\nload_lookup(): failed\nftfil_load(): failed',
      [`${p}type rate\ndefault permit`]: 'f.cfg line 3: This type has no default.\nftfil_load(): failed',
      [`${p}type counter\npermit lt 08`]: 'f.cfg line 3: Expecting a number, not "08".\nftfil_load(): failed',
      [`${p}type counter\nmask 3`]: 'f.cfg line 3: This type has no mask.\nftfil_load(): failed',
      [`${p}type time\npermit lt 24:00`]:
        'f.cfg line 3: "24:00" is not a time of day: write HH, HH:MM or HH:MM:SS.\nftfil_load(): failed',
      [`${p}filter-definition d\nmatch ip-tos p`]:
        'Unable to resolve primitive "p" in filter-definition "d".\nresolve_primitives(): failed\nftfil_load(): failed',
      'match ip-tos p': 'f.cfg line 1: Unexpected "match".\nftfil_load(): failed',
    };
    for (const [text, message] of Object.entries(table)) assert.equal(refusal(text), message);
    assert.throws(() => read('filter-definition d', 'e'), {
      code: 'no-definition',
      message: 'No filter-definition "e": there are d.\nftfil_def_find(): failed',
    });
  });
});
