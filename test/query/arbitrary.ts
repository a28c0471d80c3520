/** Random flows and queries: small domains, so that groups, edges and ties are frequent. */
import fc from 'fast-check';
import { parseAddress, type Address } from '../../lib/flow/address.js';
import type { FieldName } from '../../lib/flow/field.js';
import type { Filter, Range } from '../../lib/query/filter.js';
import type { Quantity } from '../../lib/query/quantity.js';
import type { Dimension, FlowQuery, Measure } from '../../lib/query/query.js';
import { dimensionKey, measureKey } from '../../lib/query/columns.js';
import type { ReferenceFlow } from './reference.js';

/** Times of flows and windows lie in a few minutes around this; a change of daylight saving time follows soon. */
export const EPOCH = Date.UTC(2025, 2, 30, 0, 58);
export const time = fc.integer({ min: 0, max: 240 }).map((half) => EPOCH + half * 500);

const addressesOf = (...texts: string[]): Address[] => texts.map((text) => parseAddress(text)!);
const V4 = addressesOf('10.0.0.1', '10.0.0.2', '10.0.1.1', '10.1.0.1', '192.0.2.255', '0.0.0.0', '255.255.255.255');
const V6 = addressesOf(
  '::',
  '2001:db8::1',
  '2001:db8::ffff:1',
  '2001:db8:0:1::1',
  'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff',
);
const V4_VALUES = V4.map(({ value }) => Number(value));

export const v4Address = fc.constantFrom(...V4);
export const anyAddress = fc.oneof(v4Address, fc.constantFrom(...V6));
export const port = fc.constantFrom(0, 53, 80, 443, 65535);
export const octet = fc.constantFrom(0, 1, 2, 16, 18, 255);
export const mask = fc.constantFrom(0, 1, 8, 16, 24, 31, 32, 33, 64, 127, 128, 255);
export const counter = fc.oneof(fc.integer({ min: 0, max: 9 }), fc.constantFrom(1500, 2 ** 31, 2 ** 32 - 1));
export const duration = fc.constantFrom(0, 0, 1, 500, 999, 1000, 30_000, 60_000, 1_800_000);

const orAbsent = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null, freq: 8 });

/** A flow of any export, also of those that are to come. */
export const anyFlow: fc.Arbitrary<ReferenceFlow> = fc
  .record({
    start_ms: time,
    life: fc.oneof(duration, fc.constant(-500)),
    srcaddr: orAbsent(anyAddress),
    dstaddr: anyAddress,
    nexthop: orAbsent(v4Address),
    srcport: port,
    dstport: orAbsent(port),
    prot: fc.constantFrom(1, 6, 17),
    tos: octet,
    tcp_flags: octet,
    src_mask: orAbsent(mask),
    dst_mask: mask,
    input: orAbsent(fc.constantFrom(0, 1, 70_000)),
    output: fc.constantFrom(0, 1, 70_000),
    src_as: fc.constantFrom(0, 64512, 4_200_000_000),
    dst_as: orAbsent(fc.constantFrom(0, 64512, 4_200_000_000)),
    dpkts: counter,
    doctets: counter,
    dflows: orAbsent(fc.constantFrom(1, 2, 1000)),
  })
  .map(({ life, ...fields }) => ({ ...fields, end_ms: fields.start_ms + life }));

const NUMBER_FIELDS = [
  'srcport',
  'dstport',
  'prot',
  'tos',
  'tcp_flags',
  'input',
  'src_as',
  'doctets',
  'dpkts',
] as const;
const ADDRESS_FIELDS = ['srcaddr', 'dstaddr', 'nexthop'] as const;
const COMPUTED = ['duration', 'bps', 'pps', 'octets_per_packet'] as const;
const quantity = fc.constantFrom<Quantity>(...NUMBER_FIELDS, ...ADDRESS_FIELDS, ...COMPUTED, 'start_ms', 'end_ms');
const numberQuantity = fc.constantFrom<Quantity>(...NUMBER_FIELDS, ...COMPUTED, 'start_ms', 'end_ms');
const interesting = fc.constantFrom(
  0,
  1,
  2,
  6,
  16,
  17,
  18,
  52,
  53,
  79,
  80,
  443,
  1500,
  64512,
  65535,
  2 ** 31,
  4_200_000_000,
  2 ** 32 - 1,
);

/** Disjoint rising ranges whose ends come from `points`. */
function rangesOf(points: fc.Arbitrary<number>, most: number): fc.Arbitrary<Range<number>[]> {
  return fc.uniqueArray(points, { maxLength: 2 * most }).map((drawn) => {
    const ends = drawn.sort((left, right) => left - right);
    const ranges: Range<number>[] = [];
    for (let index = 0; index < ends.length; index++) {
      const lo = ends[index]!;
      const next = ends[index + 1];
      // every third is a single value
      if (next === undefined || (lo + index) % 3 === 0) ranges.push({ lo, hi: lo });
      else {
        ranges.push({ lo, hi: next });
        index++;
      }
    }
    return ranges;
  });
}

const near = (values: readonly number[], most: number) =>
  fc
    .tuple(fc.constantFrom(...values), fc.integer({ min: -2, max: 2 }))
    .map(([value, step]) => Math.min(most, Math.max(0, value + step)));
const few = rangesOf(fc.oneof(interesting, near([53, 80, 443], 2 ** 32 - 1)), 4);
/** Enough to be looked up instead of compared one by one. */
const many = (points: fc.Arbitrary<number>) =>
  fc
    .tuple(rangesOf(points, 6), fc.constant(Array.from({ length: 40 }, (_, index) => 3_000_000_000 + index * 10)))
    .map(([ranges, fillers]) => [
      ...ranges.filter(({ hi }) => hi < 3_000_000_000),
      ...fillers.map((lo) => ({ lo, hi: lo + (lo % 20 ? 3 : 0) })),
    ]);
const v4Ranges = rangesOf(near(V4_VALUES, 2 ** 32 - 1), 5);
const v6Ranges = fc.oneof(
  fc
    .uniqueArray(fc.constantFrom(...V6.flatMap(({ value }) => [BigInt(value), BigInt(value) ^ 1n])), { maxLength: 6 })
    .map((drawn) => {
      const ends = drawn.sort((left, right) => (left < right ? -1 : 1));
      const ranges: Range<bigint>[] = [];
      for (let index = 0; index + 1 < ends.length; index += 2) ranges.push({ lo: ends[index]!, hi: ends[index + 1]! });
      return ranges;
    }),
  // single addresses, and enough of them to be looked up
  fc.constant(Array.from({ length: 40 }, (_, index) => ({ lo: BigInt(index * 2), hi: BigInt(index * 2) }))),
  fc.constant(
    Array.from({ length: 40 }, (_, index) => ({ lo: BigInt(index) << 90n, hi: (BigInt(index) << 90n) + (1n << 80n) })),
  ),
);

const test: fc.Arbitrary<Filter> = fc.oneof(
  fc.record({ kind: fc.constant('in' as const), field: fc.constantFrom(...NUMBER_FIELDS), ranges: few }),
  fc.record({
    kind: fc.constant('in' as const),
    field: fc.constantFrom(...NUMBER_FIELDS, ...ADDRESS_FIELDS),
    ranges: many(interesting),
  }),
  fc.record({
    kind: fc.constant('in' as const),
    field: fc.constantFrom('srcaddr' as const, 'dst_as' as const),
    mask: fc.constantFrom(0xff, 0xff00ff00),
    ranges: few,
  }),
  fc.record({
    kind: fc.constant('in' as const),
    field: fc.constantFrom('tos' as const, 'tcp_flags' as const),
    mask: octet,
    ranges: few,
  }),
  fc.record({ kind: fc.constant('in' as const), field: numberQuantity, ranges: few }),
  fc.record({
    kind: fc.constant('address' as const),
    field: fc.constantFrom(...ADDRESS_FIELDS),
    v4: fc.oneof(v4Ranges, many(near(V4_VALUES, 2 ** 32 - 1)), fc.constant([{ lo: 0, hi: 2 ** 32 - 1 }])),
    v6: v6Ranges,
  }),
  fc.record({
    kind: fc.constant('compare' as const),
    field: numberQuantity,
    op: fc.constantFrom('lt', 'le', 'eq', 'ne', 'ge', 'gt'),
    value: fc.oneof(interesting, fc.constant(0.5)),
  }),
  fc.record({
    kind: fc.constant('clock' as const),
    field: fc.constantFrom('start_ms' as const, 'end_ms' as const),
    zone: fc.constantFrom('UTC', 'Europe/Berlin', 'Asia/Kolkata'),
    ranges: rangesOf(fc.integer({ min: 0, max: 86_399 }), 3),
  }),
);

export const filter: fc.Arbitrary<Filter> = fc.letrec<{ tree: Filter }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    test,
    fc.record({ kind: fc.constantFrom('and' as const, 'or' as const), of: fc.array(tie('tree'), { maxLength: 3 }) }),
    fc.record({ kind: fc.constant('not' as const), of: tie('tree') }),
  ),
})).tree;
const EVERY: Filter = { kind: 'and', of: [] };
const mostlyEvery = fc.oneof({ weight: 2, arbitrary: fc.constant(EVERY) }, { weight: 1, arbitrary: filter });

const dimension: fc.Arbitrary<Dimension> = fc.oneof(
  fc.record({ kind: fc.constant('field' as const), field: quantity }),
  fc.record({
    kind: fc.constant('field' as const),
    field: fc.constantFrom('srcaddr' as const, 'dstport' as const, 'tos' as const),
    none: fc.constantFrom(0, 80),
  }),
  fc.record({
    kind: fc.constant('prefix' as const),
    field: fc.constantFrom('srcaddr' as const, 'dstaddr' as const),
    bits: fc.constantFrom<number | 'recorded'>(0, 8, 24, 32, 'recorded'),
    bits6: fc.constantFrom(0, 32, 64, 100, 128),
  }),
  fc.record({
    kind: fc.constant('either' as const),
    fields: fc.constantFrom<[FieldName, FieldName]>(
      ['srcaddr', 'dstaddr'],
      ['srcport', 'dstport'],
      ['input', 'output'],
      ['src_as', 'dst_as'],
    ),
  }),
);

const measure: fc.Arbitrary<Measure> = fc
  .tuple(
    fc.oneof(
      fc.record({
        measure: fc.constantFrom(
          'flows' as const,
          'records' as const,
          'starts' as const,
          'octets' as const,
          'packets' as const,
          'duration' as const,
          'active' as const,
        ),
      }),
      fc.record({ measure: fc.constantFrom('sum' as const, 'min' as const, 'max' as const), of: numberQuantity }),
      fc.record({ measure: fc.constant('distinct' as const), of: quantity }),
    ),
    fc.option(filter, { nil: undefined }),
    fc.integer({ min: 0, max: 1e6 }),
  )
  .map(([chosen, own, number]) => ({ ...chosen, as: `m${number}`, ...(own && { filter: own }) }));

const window = fc
  .tuple(
    time,
    fc.constantFrom(1, 500, 10_000, 45_500),
    fc.constantFrom('any' as const, 'ends-in' as const, 'starts-in' as const, 'within' as const),
  )
  .map(([start, length, rule]) => ({ start, end: start + length, rule }));

const paging = fc.record({ limit: fc.nat(6), offset: fc.nat(4) }, { requiredKeys: [] });
const direction = fc.constantFrom('ascending' as const, 'descending' as const);

const groupsQuery: fc.Arbitrary<FlowQuery> = fc
  .record({
    window: fc.option(window, { nil: undefined, freq: 4 }),
    filter: mostlyEvery,
    share: fc.constantFrom('whole flows' as const, 'part inside window' as const),
    dimensions: fc.uniqueArray(dimension, { maxLength: 3, selector: dimensionKey }),
    measures: fc.uniqueArray(measure, { minLength: 1, maxLength: 4, selector: measureKey }),
    bucket: fc.option(fc.constantFrom(1, 500, 3_000, 7_001), { nil: undefined }),
    having: fc.option(fc.constantFrom(0, 1, 1500), { nil: undefined, freq: 4 }),
    orAtLeast: fc.option(fc.constantFrom(2, 900), { nil: undefined }),
    orderBy: fc.nat(5),
    direction,
    paging,
  })
  .map(({ window: range, bucket, having, orAtLeast, dimensions, measures, ...others }) => {
    const { orderBy, direction: way, paging: page, ...rest } = others;
    // a bucket of 1 ms is for short windows
    const buckets = range && bucket && (range.end - range.start) / bucket <= 100 ? { bucket } : {};
    const keys = [...dimensions.map(dimensionKey), ...measures.map(measureKey)];
    const by = keys[orderBy];
    const [first, last] = [measureKey(measures[0]!), measureKey(measures.at(-1)!)];
    const least = having === undefined ? undefined : { by: first, atLeast: having };
    const either = orAtLeast === undefined ? [] : [{ by: last, atLeast: orAtLeast }];
    return {
      ...rest,
      ...page,
      sources: [],
      ...(range && { window: range }),
      select: {
        kind: 'groups',
        dimensions,
        measures,
        ...buckets,
        ...(least && { having: either.length > 0 ? { anyOf: [least, ...either] } : least }),
      },
      order: by === undefined ? [] : [{ by, direction: way }],
    };
  });

const flowsQuery: fc.Arbitrary<FlowQuery> = fc
  .record({
    window: fc.option(window, { nil: undefined, freq: 4 }),
    filter: mostlyEvery,
    columns: fc.uniqueArray(quantity, { minLength: 1, maxLength: 5 }),
    orderBy: fc.nat(8),
    direction,
    paging,
  })
  .map(({ window: range, columns, orderBy, direction: way, paging: page, ...rest }) => {
    const by = columns[orderBy];
    return {
      ...rest,
      ...page,
      sources: [],
      ...(range && { window: range }),
      share: 'whole flows',
      select: { kind: 'flows', columns },
      order: by === undefined ? [] : [{ by, direction: way }],
    };
  });

export const query: fc.Arbitrary<FlowQuery> = fc.oneof(
  { weight: 3, arbitrary: groupsQuery },
  { weight: 1, arbitrary: flowsQuery },
);
