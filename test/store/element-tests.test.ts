/** Tests of elements by their types: rows, row files and twins agree with a plain reading of RFC 7011 section 6.1. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { elementFilter, type ElementOperator } from '../../lib/cfg/element-test.js';
import { recordLayout } from '../../lib/flow/layout.js';
import { packPairs, type Pair } from '../../lib/flow/pairs.js';
import { EXTENDED } from '../../lib/flow/version.js';
import type { ElementType } from '../../lib/netflow/element-table.js';
import { pairValue } from '../../lib/netflow/pair-names.js';
import type { Filter } from '../../lib/query/filter.js';
import { DuckDbStore } from '../../lib/store/duckdb-store.js';
import { RowFilter } from '../../lib/store/row-filter.js';
import { batchOf, timedRecord, writeRowFile } from './row-files.js';
import { makeTwins } from './twins.js';

const S = Date.UTC(2026, 10, 20, 12);
const FLOWS = 300;

type Values = (octets: Uint8Array) => bigint | number | undefined;
interface Kind {
  readonly type: ElementType;
  /** Octets of most values. */
  readonly widths: readonly number[];
  readonly values: Values;
  /** What a text stands for, beside a value of so many octets. */
  readonly written: (text: string, octets: number) => bigint | number;
  /** Texts that are written beside those of values. */
  readonly texts: fc.Arbitrary<string>;
}

const whole = (octets: Uint8Array): bigint => BigInt(`0x${Buffer.from(octets).toString('hex')}`);
const viewOf = ({ buffer, byteOffset, length }: Uint8Array): DataView => new DataView(buffer, byteOffset, length);
const NTP_EPOCH = 2_208_988_800n;

/** Units since 1970 of what RFC 5905 counts from 1900, or from 2036. */
const ntp = (perSecond: bigint): Values => {
  return (octets) => {
    if (octets.length !== 8) return undefined;
    const [seconds, fraction] = [viewOf(octets).getUint32(0), BigInt(viewOf(octets).getUint32(4))];
    const since1900 = BigInt(seconds) + (seconds < 2 ** 31 ? 1n << 32n : 0n);
    return (since1900 - NTP_EPOCH) * perSecond + ((2n * fraction * perSecond + (1n << 32n)) >> 33n);
  };
};

const timeOf = (digits: number) => (text: string) => {
  if (!text.includes('T')) return BigInt(text);
  const [, upTo = '', fraction = ''] = /^([^.Z]+)(?:\.(\d+))?Z$/.exec(text) ?? [];
  return BigInt(Date.parse(`${upTo}Z`) / 1000) * 10n ** BigInt(digits) + BigInt(`0${fraction.padEnd(digits, '0')}`);
};
const around2026 = fc.integer({ min: S / 1000 - 2, max: S / 1000 + 2 });
const times = (digits: number): Pick<Kind, 'written' | 'texts'> => ({
  written: timeOf(digits),
  texts: around2026.map((seconds) => new Date(seconds * 1000).toISOString().replace('.000', '')),
});
const integers: Pick<Kind, 'written' | 'texts'> = {
  written: (text) => BigInt(text),
  texts: fc.bigInt({ min: 0n, max: 2n ** 64n }).map(String),
};
const signs: Pick<Kind, 'written' | 'texts'> = { ...integers, texts: fc.integer({ min: -200, max: 200 }).map(String) };
const unsigned: Values = (octets) => (octets.length <= 16 ? whole(octets) : undefined);
const signed: Values = (octets) => (octets.length <= 8 ? BigInt.asIntN(8 * octets.length, whole(octets)) : undefined);
const float: Values = (octets) =>
  octets.length === 4 ? viewOf(octets).getFloat32(0) : octets.length === 8 ? viewOf(octets).getFloat64(0) : undefined;

const KINDS: readonly Kind[] = [
  { type: 'unsigned32', widths: [1, 2, 4, 8], values: unsigned, ...integers },
  { type: 'signed32', widths: [1, 2, 3, 4, 8], values: signed, ...signs },
  {
    type: 'float64',
    widths: [4, 8],
    values: float,
    written: (text, octets) => (octets === 4 ? Math.fround(Number(text)) : Number(text)),
    texts: fc.constantFrom('0', '-0', '0.1', '-0.1', '1.5', '-1e3', '2e38', '1e300', '.5'),
  },
  { type: 'dateTimeSeconds', widths: [4], values: unsigned, ...times(0) },
  { type: 'dateTimeMilliseconds', widths: [8], values: unsigned, ...times(3) },
  { type: 'dateTimeMicroseconds', widths: [8], values: ntp(1_000_000n), ...times(6) },
  { type: 'dateTimeNanoseconds', widths: [8], values: ntp(1_000_000_000n), ...times(9) },
];

/** Values that lie near to others, for most octets at random do not. */
function valueOf({ type, widths }: Kind): fc.Arbitrary<Uint8Array> {
  const any = fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...widths) }, fc.integer({ min: 1, max: 18 }));
  const random = any.chain((length) => fc.uint8Array({ minLength: length, maxLength: length }));
  const few = any.chain((length) =>
    fc
      .array(fc.constantFrom(0, 1, 0x7f, 0x80, 0xff), { minLength: length, maxLength: length })
      .map((octets) => Uint8Array.from(octets)),
  );
  if (!type.startsWith('dateTime')) {
    const near = fc.tuple(fc.constantFrom(4, 8), fc.constantFrom(0, -0, 0.1, -0.1, 1.5, NaN, Infinity, -Infinity));
    const floats = near.map(([length, value]) => {
      const octets = new Uint8Array(length);
      if (length === 4) viewOf(octets).setFloat32(0, value);
      else viewOf(octets).setFloat64(0, value);
      return octets;
    });
    return type === 'float64' ? fc.oneof(random, few, floats) : fc.oneof(random, few);
  }
  const times = fc.tuple(around2026, fc.integer({ min: 0, max: 999_999 })).map(([seconds, micro]) => {
    const octets = new Uint8Array(widths[0]!);
    const view = viewOf(octets);
    if (type === 'dateTimeSeconds') view.setUint32(0, seconds);
    else if (type === 'dateTimeMilliseconds') view.setBigUint64(0, BigInt(seconds * 1000 + (micro % 1000)));
    else {
      view.setUint32(0, seconds + Number(NTP_EPOCH));
      view.setUint32(4, Math.floor((micro * 2 ** 32) / 1e6) & ~0x7ff); // RFC 7011 section 6.1.9: 11 bits are 0
    }
    return octets;
  });
  return fc.oneof({ weight: 3, arbitrary: times }, few);
}

const COMPARE: Readonly<Record<string, (left: bigint | number, right: bigint | number) => boolean>> = {
  lt: (left, right) => left < right,
  le: (left, right) => left <= right,
  eq: (left, right) => left === right,
  ge: (left, right) => left >= right,
  gt: (left, right) => left > right,
};

/** What is of another width is no such value: only `ne` takes it. */
function passes(kind: Kind, octets: Uint8Array, op: ElementOperator, texts: readonly string[]): boolean {
  const value = kind.values(octets);
  if (value === undefined) return op === 'ne';
  const [lo, hi] = texts.map((text) => (text === '' ? undefined : kind.written(text, octets.length)));
  if (op === 'ne') return value !== lo;
  if (op !== 'in') return COMPARE[op]!(value, lo!);
  return !Number.isNaN(value) && (lo === undefined || value >= lo) && (hi === undefined || value <= hi);
}

const DATA = fc.sample(
  fc.array(
    fc
      .nat(KINDS.length - 1)
      .chain((index) => valueOf(KINDS[index]!).map((value): Pair => ({ owner: 9, id: index + 1, value }))),
    { minLength: 1, maxLength: 3 },
  ),
  { numRuns: FLOWS, seed: 7 },
);

interface Asked {
  readonly kind: Kind;
  readonly op: ElementOperator;
  readonly texts: readonly string[];
}
const asked: fc.Arbitrary<Asked> = fc.nat(KINDS.length - 1).chain((index) => {
  const kind = KINDS[index]!;
  const shown = DATA.flat()
    .filter(({ id, value }) => id === index + 1 && kind.widths.includes(value.length))
    .map(({ value }) => pairValue(value, kind.type))
    .filter((text) => !/NaN|Infinity|^[+-]/.test(text) || kind.type === 'signed32' || kind.type === 'float64')
    .filter((text) => !/NaN|Infinity|^\+/.test(text));
  const text = fc.oneof(kind.texts, fc.constantFrom(...shown));
  return fc.oneof(
    fc.record({
      kind: fc.constant(kind),
      op: fc.constantFrom<ElementOperator>('lt', 'le', 'eq', 'ne', 'ge', 'gt'),
      texts: text.map((one) => [one]),
    }),
    fc.record({
      kind: fc.constant(kind),
      op: fc.constant<ElementOperator>('in'),
      texts: fc.tuple(text, text, fc.constantFrom('', 'from', 'to')).map(([from, to, open]) => {
        return [open === 'from' ? '' : from, open === 'to' ? '' : to];
      }),
    }),
  );
});

function filterOf({ kind, op, texts }: Asked): Filter {
  const id = KINDS.indexOf(kind) + 1;
  const filter = elementFilter('some', [{ owner: 9, id, type: kind.type }], op, texts.join(':'));
  assert.ok(filter, `${kind.type} ${op} ${texts.join(':')}`);
  return filter;
}

describe('tests of elements by their types', () => {
  let folder = '';
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'element-tests-'));
    for (const name of ['rows', 'twins']) {
      mkdirSync(join(folder, name));
      await writeRowFile(join(folder, name), { version: EXTENDED, start: S, records, pairs });
    }
    await makeTwins(join(folder, 'twins'), 'alone');
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });
  const records = DATA.map((_, index) => timedRecord(S, S, 0, { doctets: index, dpkts: 1, prot: 6 }));
  const pairs = DATA.map((each) => packPairs(each));

  it('select the same flows one after the other, of row files and of twins, as the values are', async () => {
    const store = new DuckDbStore({ dataDirectory: folder, threads: 1 });
    const batch = { ...batchOf(EXTENDED, records), pairs };
    try {
      await fc.assert(
        fc.asyncProperty(fc.array(asked, { minLength: 30, maxLength: 30 }), async (tests) => {
          const expected = tests.map(({ kind, op, texts }) => {
            const id = KINDS.indexOf(kind) + 1;
            return DATA.map((each) =>
              each.some((pair) => pair.id === id && passes(kind, pair.value, op, texts)) ? 1 : 0,
            );
          });
          const filters = tests.map(filterOf);
          for (const [index, filter] of filters.entries()) {
            const rows = await RowFilter.open(filter, recordLayout(EXTENDED));
            const passing = Array.from(await rows.passing(batch));
            rows.close();
            const { kind, op, texts } = tests[index]!;
            assert.deepEqual(passing, expected[index], `${kind.type} ${op} ${texts.join(':')}`);
          }
          const counts = expected.map((each) => each.filter(Boolean).length);
          const measures = filters.map((filter, index) => ({ measure: 'records', filter, as: `n${index}` }) as const);
          for (const name of ['rows', 'twins']) {
            const { totals } = await store.run({
              sources: [{ kind: 'device', name }],
              window: { start: S, end: S + 1000, rule: 'any' },
              filter: { kind: 'and', of: [] },
              share: 'whole flows',
              select: { kind: 'groups', dimensions: [], measures },
              order: [],
            });
            assert.deepEqual(
              measures.map(({ as }) => totals[as]),
              counts,
              name,
            );
          }
        }),
        { numRuns: 4 },
      );
    } finally {
      await store.close();
    }
  });

  it('find MAC addresses by their leading bits, and what is true or false', async () => {
    const lists = [
      [{ owner: 9, id: 1, value: Uint8Array.of(0, 0, 0x5e, 0, 0x53, 1) }],
      [{ owner: 9, id: 1, value: Uint8Array.of(0, 0, 0x5f, 0, 0x53, 1) }],
      [{ owner: 9, id: 2, value: Uint8Array.of(1) }],
      [{ owner: 9, id: 2, value: Uint8Array.of(2) }],
    ];
    const batch = { ...batchOf(EXTENDED, records.slice(0, 4)), pairs: lists.map(packPairs) };
    const mac = { owner: 9, id: 1, type: 'macAddress' } as const;
    const boolean = { owner: 9, id: 2, type: 'boolean' } as const;
    const passing: readonly (readonly [
      element: typeof mac | typeof boolean,
      op: ElementOperator,
      text: string,
      flows: readonly number[],
    ])[] = [
      [mac, 'in', '00:00:5e:00:00:00/24', [0]],
      [mac, 'in', '00-00-5e-00-00-00/23', [0, 1]],
      [mac, 'eq', '0000.5f00.5301', [1]],
      [mac, 'ne', '0000.5f00.5301', [0]],
      [boolean, 'eq', 'true', [2]],
      [boolean, 'ne', 'true', [3]],
    ];
    for (const [element, op, text, flows] of passing) {
      const filter = elementFilter('some', [element], op, text);
      assert.ok(filter, text);
      const rows = await RowFilter.open(filter, recordLayout(EXTENDED));
      const hits = Array.from(await rows.passing(batch));
      rows.close();
      assert.deepEqual(
        [...hits.keys()].filter((index) => hits[index]),
        flows,
        `${op} ${text}`,
      );
    }
  });

  it('are not made of what is no value of the type', () => {
    const wrong: readonly (readonly [type: ElementType, op: ElementOperator, text: string])[] = [
      ['unsigned8', 'eq', '-1'],
      ['signed8', 'eq', '1.5'],
      ['float32', 'eq', 'one'],
      ['float32', 'in', ':'],
      ['dateTimeSeconds', 'eq', '2026-11-20T12:00:00'],
      ['dateTimeSeconds', 'eq', '2026-11-20T12:00:00.5Z'],
      ['dateTimeNanoseconds', 'in', '2026-11-20T12:00:00Z'],
      ['boolean', 'gt', 'true'],
      ['macAddress', 'in', '00:00:5e:00:00:00/49'],
      ['macAddress', 'gt', '00:00:5e:00:00:00'],
    ];
    for (const [type, op, text] of wrong)
      assert.equal(elementFilter('some', [{ owner: 9, id: 1, type }], op, text), undefined, `${type} ${op} ${text}`);
  });
});
