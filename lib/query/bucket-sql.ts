/** Time buckets, and the seconds of flow-report, as SQL. */
import type { Dialect } from './dialect.js';
import { SECOND } from './dimension-sql.js';
import { PART } from './measure-sql.js';
import type { Interval } from './proration.js';
import type { Groups, Window } from './query.js';
import { QueryError } from './query-error.js';
import type { ColumnSql } from './result-columns.js';
import { sql, type Sql } from './sql.js';

/** More would be no graph, only a way to fill the memory. */
const MOST_BUCKETS = 1_000_000;

/** The buckets that a flow has a part in. */
export interface Buckets {
  readonly window: Window;
  /** ms. */
  readonly length: number;
  readonly key: ColumnSql;
  /** One row for each bucket that a flow has a part in, and one bucket's interval. */
  readonly each: Sql;
  readonly interval: Interval;
}

/** @throws QueryError */
export function bucketsOf({ bucket }: Groups, window: Window | undefined, dialect: Dialect): Buckets | undefined {
  if (bucket === undefined) return undefined;
  if (!window) throw new QueryError('bad-bucket', 'select.bucket', 'Time buckets need a window to begin in.');
  const { start, end } = window;
  if (!Number.isSafeInteger(bucket) || bucket <= 0 || (end - start) / bucket > MOST_BUCKETS)
    throw new QueryError(
      'bad-bucket',
      'select.bucket',
      `A time bucket must last whole milliseconds, and so long that the window has at most ${MOST_BUCKETS} of them.`,
    );
  const { quotient, eachInteger } = dialect;
  const numberOf = (time: Sql): Sql => quotient(sql`(${time} - ${start})`, sql`${bucket}`);
  const first = numberOf(sql`greatest(start_ms, ${start})`);
  // the end is no part of a flow, except of one without duration
  const last = numberOf(sql`(CASE WHEN end_ms <= start_ms THEN start_ms ELSE least(end_ms, ${end}) - 1 END)`);
  const from = sql`(${start} + bucket_no * ${bucket})`;
  return {
    window,
    length: bucket,
    key: {
      parts: [sql`bucket_no`],
      read: (row, at) => start + Number(row[at]) * bucket,
      column: { key: 'bucket', title: 'Time', unit: 'ms', type: 'time' },
    },
    each: eachInteger(first, last),
    interval: { from, to: sql`least(${from} + ${bucket}, ${end})` },
  };
}

/** The seconds that a flow lives in, and the part of it that each gets. @throws QueryError */
export function secondsOf({ bucket }: Groups, { quotient, eachInteger, real }: Dialect): Sql {
  if (bucket !== undefined)
    throw new QueryError('bad-bucket', 'select.bucket', 'Seconds and time buckets exclude each other.');
  const [first, last] = [quotient(sql`start_ms`, sql`1000`), quotient(sql`end_ms`, sql`1000`)];
  return sql`${eachInteger(first, last)} AS ${SECOND}, 1 / ${real(sql`(${last} - ${first} + 1)`)} AS ${PART}`;
}
