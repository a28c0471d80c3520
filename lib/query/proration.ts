/**
 * How much of a flow lies in an interval. A value x of a flow [s, e) is spread evenly over its life: the interval [a, b)
 * gets x · overlap / (e − s). A flow of no duration (or one whose end lies before its start, which only a faulty exporter
 * sends) gives all to the interval with a ≤ s < b. All in milliseconds.
 */
import type { Dialect } from './dialect.js';
import { sql, type SqlValue, type Sql } from './sql.js';

/** [from, to) in ms. */
export interface Interval {
  readonly from: SqlValue;
  readonly to: SqlValue;
}

/** Some part of the flow lies in the interval. */
export function touches({ from, to }: Interval): Sql {
  return sql`(start_ms < ${to} AND (end_ms > ${from} OR (end_ms <= start_ms AND start_ms >= ${from})))`;
}

/** The flow starts in the interval. */
export function startsIn({ from, to }: Interval): Sql {
  return sql`(start_ms >= ${from} AND start_ms < ${to})`;
}

/** ms of the flow's life in the interval. */
export function overlap({ from, to }: Interval): Sql {
  return sql`greatest(0, least(end_ms, ${to}) - greatest(start_ms, ${from}))`;
}

/** The part of the flow, 0 to 1, that lies in an interval that it touches. */
export function part(interval: Interval, { real }: Dialect): Sql {
  return sql`(CASE WHEN end_ms <= start_ms THEN 1 ELSE ${real(overlap(interval))} / (end_ms - start_ms) END)`;
}
