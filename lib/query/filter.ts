/** The one filter tree: the web form, filter.cfg and trackings all end as one of these. Nodes are plain frozen data. */
import type { FieldName } from '../flow/field.js';
import type { Quantity } from './quantity.js';

/** Both ends included. */
export interface Range<T extends number | bigint> {
  readonly lo: T;
  readonly hi: T;
}

export type Comparison = 'lt' | 'le' | 'eq' | 'ne' | 'ge' | 'gt';

/** Of values with so many octets, where a number of them is given, those that are such numbers, unsigned. */
export interface OctetRange extends Range<bigint> {
  readonly octets?: number;
}

/**
 * A test of one value that stands among the pairs of a flow, whose octets are one unsigned number of at most 16 or are written
 * as hexadecimal digits. What types of elements make of the octets is resolved when a test is read, not when flows are tested.
 */
export type PairTest =
  | { readonly kind: 'number'; readonly verdict: 'is' | 'is not'; readonly ranges: readonly OctetRange[] }
  /** @property pattern a regular expression of hexadecimal digits, `.`, brackets and counts, for the whole value */
  | { readonly kind: 'octets'; readonly verdict: 'is' | 'is not'; readonly pattern: string };

/** A flow whose record lacks the field that a test names fails the test, and so passes the test's `not`. */
export type Filter =
  /** `and` of nothing passes every flow, `or` of nothing passes none. */
  | { readonly kind: 'and' | 'or'; readonly of: readonly Filter[] }
  | { readonly kind: 'not'; readonly of: Filter }
  /**
   * The value, after AND with `mask` where one is given, lies in one of the ranges. Ranges are disjoint and rise: list
   * semantics (longest prefix, last element, default) are resolved when the list is read, not when flows are tested. An
   * address field is taken as its IPv4 number, and a flow of the other family does not match.
   */
  | { readonly kind: 'in'; readonly field: Quantity; readonly mask?: number; readonly ranges: readonly Range<number>[] }
  /** The address lies in one of the ranges of its own family. */
  | {
      readonly kind: 'address';
      readonly field: FieldName;
      readonly v4: readonly Range<number>[];
      readonly v6: readonly Range<bigint>[];
    }
  | { readonly kind: 'compare'; readonly field: Quantity; readonly op: Comparison; readonly value: number }
  /** The time of day on the clocks of a time zone (IANA name) lies in one of the ranges: whole seconds since midnight. */
  | {
      readonly kind: 'clock';
      readonly field: 'start_ms' | 'end_ms';
      readonly zone: string;
      readonly ranges: readonly Range<number>[];
    }
  /**
   * One of the flow's pairs is of one of the elements, written `OWNER.NUMBER` as in `lib/flow/pairs-text.ts`, and passes the
   * test. `words` say the same in a primitive of flow-nfilter; absent where its grammar has no place for the value.
   */
  | {
      readonly kind: 'pair';
      readonly elements: readonly string[];
      readonly test: PairTest;
      readonly words?: string;
    }
  /** Passes one flow of `oneIn` at random: each time anew, so that two runs differ. */
  | { readonly kind: 'sample'; readonly oneIn: number };

/** Passes every flow. */
export const EVERY_FLOW: Filter = Object.freeze({ kind: 'and', of: Object.freeze([]) });
