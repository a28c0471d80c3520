/** The largest parts of a graph: which they are, and the values of each and of the rest (reference section 4.9). */
import { readFieldList } from '../query/fieldlist.js';
import type { FieldName } from '../flow/field.js';
import type { FlowQuery, Measure } from '../query/query.js';
import type { Cell, Result } from '../store/store.js';
import type { GraphQuestion } from './graphquestion.js';
import { rateOf } from './graphtype.js';
import { bucketCount, lengthOf } from './series.js';
import { statistics } from './statistics.js';
import { readSums } from './sums.js';

type Split = NonNullable<GraphQuestion['split']>;

export interface Part {
  /** Null for the rest. */
  readonly value: Cell;
  readonly values: Float64Array;
  /** Octets, packets, flows or ms of flows in the whole window, times the multiplier. */
  readonly total: number;
  /** Percent of all. */
  readonly share: number;
  /** The largest mean per second of any bucket. */
  readonly peak: number;
  /** The 95th percentile of its values, of all or of those above zero as that of the graph is. */
  readonly pct95: number;
}

/** Those that a legend has: a rest without anything, which is the last, is left out. */
export function shownParts(parts: readonly Part[]): readonly Part[] {
  return parts.filter(({ value, peak }) => value !== null || peak > 0);
}

/** Rows that a ranking by peaks may need: more would be no help to find the few largest. */
const MOST_RANKED = 100_000;

/** Asks for the largest: by what they have in the window, or in one bucket, where one part may have several rows. */
export function rankingQuery({ query, type, buckets }: GraphQuestion, { by, rank, count }: Split): FlowQuery {
  const measures: Measure[] = [{ measure: type.counter, as: 'sum' }];
  const select = { kind: 'groups', dimensions: [by.dimension], measures, totals: 'none' } as const;
  const ranked = { ...query, share: 'part inside window', order: [{ by: 'sum', direction: 'descending' }] } as const;
  if (rank === 'total') return { ...ranked, select, limit: count + 1 }; // one may be that of flows without the field
  const rows = (count - 1) * bucketCount(buckets) + 1; // so many have surely that many parts
  return { ...ranked, select: { ...select, bucket: buckets.length }, limit: Math.min(rows, MOST_RANKED) };
}

/** The largest parts, the largest first. Flows that lack the field are never one. */
export function largestParts(ranking: Result, { count }: Split): readonly (string | number)[] {
  const parts = new Set<string | number>();
  for (const { part, sum } of readSums(ranking)) {
    if (parts.size === count || sum <= 0) break;
    if (typeof part === 'string' || typeof part === 'number') parts.add(part);
  }
  return [...parts];
}

/** A value as the filter lists have it. A recorded length of 0 leaves the address whole. */
export function listElement(value: Cell): string {
  return String(value).replace(/\/0$/, '');
}

/** Values of these parts by bucket; rows of others may come too, where a prefix holds longer ones. */
export function partsQuery({ query, type, buckets }: GraphQuestion, { by }: Split, parts: readonly Cell[]): FlowQuery {
  const { dimension } = by;
  const field = ('field' in dimension ? dimension.field : 'srcaddr') as FieldName; // splits are by fields and prefixes
  const only = readFieldList(field, parts.map(listElement).join(','));
  return {
    ...query,
    filter: { kind: 'and', of: [query.filter, only] },
    select: {
      kind: 'groups',
      dimensions: [dimension],
      measures: [{ measure: type.counter, as: 'sum' }],
      bucket: buckets.length,
      totals: 'none',
    },
  };
}

/** Parts of all below this are what rounding leaves. */
const LEAST_REST = 1e-9;

/**
 * The parts with their values, and last the rest.
 * @param all values of the whole graph
 */
export function readParts(
  result: Result,
  { buckets, type, presentation: { multiplier }, statistics: from }: GraphQuestion,
  parts: readonly Cell[],
  all: Float64Array,
): readonly Part[] {
  const found = new Map(parts.map((part) => [part, new Float64Array(all.length)]));
  for (const { bucket, sum, part } of readSums(result)) {
    const index = Math.round((bucket - buckets.start) / buckets.length);
    const values = found.get(part);
    if (values) values[index] = rateOf(type, sum * multiplier, lengthOf(buckets, index));
  }
  const rest = all.map((value, index) => {
    let left = value;
    for (const values of found.values()) left -= values[index]!;
    return left > value * LEAST_REST ? left : 0;
  });
  const amount = (values: Float64Array): number =>
    values.reduce((sum, value, index) => sum + (value * lengthOf(buckets, index)) / 1000, 0);
  const whole = amount(all);
  return [...found, [null, rest] as const].map(([value, values]) => {
    const total = amount(values);
    const share = whole > 0 ? (100 * total) / whole : 0;
    const { max: peak = 0, pct95 = 0 } = statistics(values, from) ?? {};
    return { value, values, total, share, peak, pct95 };
  });
}
