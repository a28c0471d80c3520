/** FlowQuery: the only way to ask about flows. Plain, frozen, serialisable; times are milliseconds UTC. */
import type { FieldName } from '../flow/field.js';
import type { Ms } from '../flow/time.js';
import type { Filter } from './filter.js';
import type { Quantity } from './quantity.js';

/** Where flows come from: a device by its name, a directory laid out as a device's, or files named one by one. */
export type Source =
  | { readonly kind: 'device'; readonly name: string }
  | { readonly kind: 'directory'; readonly path: string }
  | { readonly kind: 'files'; readonly paths: readonly string[] };

/**
 * How a flow of [start, end] qualifies for the window [S, E): `any` part of it lies inside (end ≥ S and start < E), it
 * `ends-in` (S ≤ end < E), `starts-in` (S ≤ start < E), or lies `within` (start ≥ S and end < E).
 */
export type WindowRule = 'any' | 'ends-in' | 'starts-in' | 'within';

export interface Window {
  readonly start: Ms;
  readonly end: Ms;
  readonly rule: WindowRule;
}

/** One column to group by. `as` is its key in the result (else see {@link dimensionKey}). */
export type Dimension =
  | {
      readonly kind: 'field';
      readonly field: Quantity;
      /** The value after AND with it. */
      readonly mask?: number;
      /** The value that stands for none, as a record that lacks the field has: of an address, 0.0.0.0. */
      readonly none?: number;
      readonly as?: string;
    }
  /**
   * Every whole second of a flow's life, its first and last included, in seconds since 1970; counters are divided by their
   * number. (The interpolation of flow-report; exact parts are what `bucket` gives.)
   */
  | { readonly kind: 'second'; readonly as?: string }
  /**
   * The address cut to `bits` (IPv6: to `bits6`, else left whole), or to the mask length in the record; a recorded length
   * of 0 or beyond the address's leaves it whole.
   */
  | {
      readonly kind: 'prefix';
      readonly field: 'srcaddr' | 'dstaddr';
      readonly bits: number | 'recorded';
      readonly bits6?: number;
      readonly as?: string;
    }
  /**
   * Each flow counts once for each of the two fields, also where they are equal. Two such dimensions in one query take
   * their first fields together and their second ones together: (srcaddr, srcport), then (dstaddr, dstport).
   */
  | { readonly kind: 'either'; readonly fields: readonly [FieldName, FieldName]; readonly as?: string };

/** Counters of the flow record, in the share of each flow that the query counts. */
export type CounterName = 'flows' | 'records' | 'starts' | 'octets' | 'packets' | 'duration' | 'active';

/**
 * One value over the flows of a group. `filter` restricts this measure alone; `as` is its column key, needed where one
 * measure occurs more than once (else the counter's name). `sum`, `min`, `max` and `distinct` take whole flows.
 * `flows` is dflows where the record has it, else 1; `records` is 1; `starts` is `flows` for flows that start in the window or bucket;
 * `duration` and `active` are in ms: the sum of the flows' lives, and of their overlap with the window or bucket.
 * `appearance` is a number that rises with the place of the group's first record in file order.
 */
export type Measure =
  | { readonly measure: CounterName; readonly filter?: Filter; readonly as?: string }
  | { readonly measure: 'appearance'; readonly filter?: Filter; readonly as?: string }
  | {
      readonly measure: 'sum' | 'min' | 'max' | 'distinct';
      readonly of: Quantity;
      readonly filter?: Filter;
      /** Factor of the octets and packets that `bps` and `pps` are computed from. */
      readonly scale?: number;
      readonly as: string;
    };

/** The measure with the column key `by` is at least so much. */
export interface Least {
  readonly by: string;
  readonly atLeast: number;
}

/** What a group must fulfil: one condition, or one of several. */
export type Having = Least | { readonly anyOf: readonly Least[] };

/** `by` is the key of a result column; with `over`, another one's, the order is that of the quotient, x / 0 last. */
export interface Order {
  readonly by: string;
  readonly over?: string;
  readonly direction: 'ascending' | 'descending';
}

/** Grouped sums: reports, graphs, trackings. Without dimensions and bucket, exactly one row. */
export interface Groups {
  readonly kind: 'groups';
  readonly dimensions: readonly Dimension[];
  readonly measures: readonly Measure[];
  /**
   * Length of a time bucket in ms; buckets start at the window's start and the last one ends with the window. Counters
   * are spread evenly over a flow's life, whatever `share` says; a flow of no duration lies in one bucket. The column
   * `bucket` holds the start of the bucket; a bucket without flows has no row.
   */
  readonly bucket?: Ms;
  /** Only groups for which it holds; totals still count every flow. */
  readonly having?: Having;
  /** The measures over all flows come too, unless nobody looks at them: of buckets they cost half as much as these. */
  readonly totals?: 'none';
}

/** Single flows: printed reports, row commands. In file order unless `order` says otherwise. */
export interface Flows {
  readonly kind: 'flows';
  readonly columns: readonly Quantity[];
}

export interface FlowQuery {
  readonly sources: readonly Source[];
  /** Absent: all flows of the sources, whatever their time. */
  readonly window?: Window;
  readonly filter: Filter;
  /**
   * What of a flow that crosses the window's edge counts: all of it, or x · overlap / duration; then flows of which no
   * part lies inside count nowhere. Ignored without a window.
   */
  readonly share: 'whole flows' | 'part inside window';
  readonly select: Groups | Flows;
  /** Octets, packets and flows as they were exported, not multiplied by the rates of sampling. */
  readonly counters?: 'as exported';
  /** Ties are broken by the key columns in their order (flows: by file order). */
  readonly order: readonly Order[];
  readonly limit?: number;
  readonly offset?: number;
}
