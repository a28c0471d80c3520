/** FlowQuery: the only way to ask about flows. Plain, frozen, serialisable; times are milliseconds UTC. */
import type { FieldName } from '../flow/field.js';
import type { Ms } from '../flow/time.js';
import type { Filter } from './filter.js';
import type { Quantity } from './quantity.js';

/** Where flows come from: a device by its name, or files named one by one. */
export type Source =
  { readonly kind: 'device'; readonly name: string } | { readonly kind: 'files'; readonly paths: readonly string[] };

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

/** One column to group by. */
export type Dimension =
  | { readonly kind: 'field'; readonly field: FieldName }
  /** The address cut to `bits`, or to the mask length in the record (`bits: 'recorded'`; length 0 leaves it whole). */
  | { readonly kind: 'prefix'; readonly field: 'srcaddr' | 'dstaddr'; readonly bits: number | 'recorded' }
  /** Each flow counts once for each of the two fields, also where they are equal. */
  | { readonly kind: 'either'; readonly fields: readonly [FieldName, FieldName] };

/** Counters of the flow record, in the share of each flow that the query counts. */
export type CounterName = 'flows' | 'octets' | 'packets' | 'duration' | 'active';

/**
 * One value over the flows of a group. `filter` restricts this measure alone; `as` is its column key, needed where one
 * measure occurs more than once (else the counter's name). `sum`, `min`, `max` and `distinct` take whole flows.
 * `flows` is dflows where the record has it, else 1; `duration` and `active` are in ms: the sum of the flows' lives,
 * and of their overlap with the window or bucket.
 */
export type Measure =
  | { readonly measure: CounterName; readonly filter?: Filter; readonly as?: string }
  | {
      readonly measure: 'sum' | 'min' | 'max' | 'distinct';
      readonly of: Quantity;
      readonly filter?: Filter;
      readonly as: string;
    };

/** `by` is the key of a result column. */
export interface Order {
  readonly by: string;
  readonly direction: 'ascending' | 'descending';
}

/** Grouped sums: reports, graphs, trackings. */
export interface Groups {
  readonly kind: 'groups';
  readonly dimensions: readonly Dimension[];
  readonly measures: readonly Measure[];
  /** Length of a time bucket in ms; buckets start at the window's start. Sums are spread evenly over a flow's life. */
  readonly bucket?: Ms;
  /** Only groups whose measure `by` (a column key) is at least so much; totals still count every flow. */
  readonly having?: { readonly by: string; readonly atLeast: number };
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
  /** What of a flow that crosses the window's edge counts. Ignored without a window. */
  readonly share: 'whole flows' | 'part inside window';
  readonly select: Groups | Flows;
  readonly order: readonly Order[];
  readonly limit?: number;
  readonly offset?: number;
}
