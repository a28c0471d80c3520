/** The one filter tree: the web form, filter.cfg and trackings all end as one of these. Nodes are plain frozen data. */
import type { FieldName } from '../flow/field.js';
import type { Quantity } from './quantity.js';

/** Both ends included. */
export interface Range<T extends number | bigint> {
  readonly lo: T;
  readonly hi: T;
}

export type Comparison = 'lt' | 'le' | 'eq' | 'ne' | 'ge' | 'gt';

export type Filter =
  /** `and` of nothing passes every flow, `or` of nothing passes none. */
  | { readonly kind: 'and' | 'or'; readonly of: readonly Filter[] }
  | { readonly kind: 'not'; readonly of: Filter }
  /**
   * The value, after AND with `mask` where one is given, lies in one of the ranges. Ranges are disjoint and rise: list
   * semantics (longest prefix, last element, default) are resolved when the list is read, not when flows are tested.
   */
  | { readonly kind: 'in'; readonly field: Quantity; readonly mask?: number; readonly ranges: readonly Range<number>[] }
  /** The address lies in one of the ranges of its own family. */
  | {
      readonly kind: 'address';
      readonly field: FieldName;
      readonly v4: readonly Range<number>[];
      readonly v6: readonly Range<bigint>[];
    }
  | { readonly kind: 'compare'; readonly field: Quantity; readonly op: Comparison; readonly value: number };

/** Passes every flow. */
export const EVERY_FLOW: Filter = Object.freeze({ kind: 'and', of: Object.freeze([]) });
