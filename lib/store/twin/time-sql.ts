/** Absolute times of a flow, computed from the columns of a twin: stored, they would make it a fifth larger. */
import { identifier, sql, type Sql } from '../../query/sql.js';

/** BIGINT ms UTC, as `absoluteMs` of lib/flow/time.ts has it: an uptime that wrapped is one from before the wrap. */
export function timeSql(uptime: 'first' | 'last'): Sql {
  const time = identifier(uptime);
  const ahead = sql`(CAST(${time} AS BIGINT) - CAST(sysuptime AS BIGINT))`;
  const now = sql`(CAST(unix_secs AS BIGINT) * 1000 + unix_nsecs // 1000000)`;
  return sql`(${now} + ${ahead} - CASE WHEN ${ahead} > 2147483648 THEN 4294967296 ELSE 0 END)`;
}
