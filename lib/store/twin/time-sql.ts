/** Absolute times of a flow, computed from the columns of a twin: stored, they would make it a fifth larger. */
import type { RecordLayout } from '../../flow/layout.js';
import { identifier, sql, type Sql } from '../../query/sql.js';

/** BIGINT ms UTC, as `absoluteMs` of lib/flow/time.ts has it: an uptime that wrapped is one from before the wrap. */
function timeSql(uptime: 'first' | 'last'): Sql {
  const time = identifier(uptime);
  const ahead = sql`(CAST(${time} AS BIGINT) - CAST(sysuptime AS BIGINT))`;
  const now = sql`(CAST(unix_secs AS BIGINT) * 1000 + unix_nsecs // 1000000)`;
  return sql`(${now} + ${ahead} - CASE WHEN ${ahead} > 2147483648 THEN 4294967296 ELSE 0 END)`;
}

const COMPUTED = { start: timeSql('first'), end: timeSql('last') } as const;
const STORED = { start: sql`start_ms`, end: sql`end_ms` } as const;

/** Start and end of a flow; extended records have them. */
export function timesOf({ slots }: RecordLayout): { readonly start: Sql; readonly end: Sql } {
  return slots.has('start_ms') ? STORED : COMPUTED;
}
