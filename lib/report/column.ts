/** A column of an answer, as every renderer sees it. */
import type { CodedField } from '../flow/code.js';
import type { CriterionName } from './criterion.js';

/** How a value is shown: what it identifies, or what it counts. */
export type ColumnKind =
  | 'address'
  | 'prefix'
  /** An address with the prefix length of its route behind it. */
  | 'routed'
  | 'port'
  | 'interface'
  | 'as'
  /** Two capital letters. */
  | 'country'
  | 'protocol'
  | 'tos'
  | 'flags'
  | 'tag'
  | 'mac'
  | 'application'
  /** A value of a field whose values are codes. */
  | CodedField
  /** A number of which nothing else is known. */
  | 'number'
  | 'text'
  | 'time'
  | 'count'
  | 'octets'
  | 'percent'
  | 'rate'
  | 'milliseconds'
  | 'real';

/** Kinds that are amounts: right-aligned, grouped by thousands, largest first when sorted. */
const AMOUNTS: ReadonlySet<ColumnKind> = new Set(['count', 'octets', 'percent', 'rate', 'milliseconds', 'real']);

export interface Column {
  readonly key: string;
  readonly title: string;
  readonly unit?: string;
  readonly kind: ColumnKind;
  /** Key of the result column that sorting by this one orders by; absent where the store cannot. */
  readonly sortBy?: string;
  /** Key of another one to divide by: the order is that of the quotient. */
  readonly sortOver?: string;
  readonly criterion?: CriterionName;
  /** What pages show for none. */
  readonly none?: string;
  /** True of counts that the sampling multiplier has changed. */
  readonly multiplied?: boolean;
}

export function isAmount(kind: ColumnKind): boolean {
  return AMOUNTS.has(kind);
}
