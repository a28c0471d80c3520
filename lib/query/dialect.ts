/** What the SQL of one data base looks like where data bases differ; everything else is common SQL. */
import type { PairTest, Range } from './filter.js';
import type { Sql } from './sql.js';

export interface Dialect {
  /** 64-bit signed integer. */
  readonly int: (value: Sql) => Sql;
  /** 16-bit unsigned integer. */
  readonly u16: (value: Sql) => Sql;
  /** 64-bit float. */
  readonly real: (value: Sql) => Sql;
  /** 128-bit signed integer of a float, rounded. */
  readonly big: (value: Sql) => Sql;
  /** 128-bit unsigned number of its two halves. */
  readonly wide: (high: Sql, low: Sql) => Sql;
  /** Division of integers, rounded down (of values that are not negative). */
  readonly quotient: (dividend: Sql, divisor: Sql) => Sql;
  readonly bitAnd: (value: Sql, mask: Sql | number) => Sql;
  readonly shiftRight: (value: Sql, bits: Sql) => Sql;
  readonly shiftLeft: (value: Sql, bits: Sql) => Sql;
  /** In a select list: one row for each integer from `first` to `last`. */
  readonly eachInteger: (first: Sql, last: Sql) => Sql;
  /** Whether one of the values that follow one of the elements in a text of pairs passes the test. */
  readonly anyPair: (pairs: Sql, elements: readonly string[], test: PairTest) => Sql;
  /** Uniform in [0, 1), new for each row. */
  readonly random: () => Sql;
  /**
   * Whether `value` lies in one of very many disjoint rising ranges, in time that does not grow with their number times
   * that of the rows. `value` may only use columns of `relation`.
   */
  readonly inRanges: (
    value: Sql,
    relation: Sql,
    ranges: readonly Range<number>[] | readonly Range<bigint>[],
    type: 'u32' | 'u64' | 'u128',
  ) => Sql;
}
