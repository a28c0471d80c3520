/** Uptimes from absolute times, which stand for them in twins and extended records. */
import { identifier, sql, type Sql, type SqlValue } from '../query/sql.js';

/**
 * `first` or `last`: what `absoluteMs` of lib/flow/time.ts makes of it, taken back. Exact for any 32 bits, also where the
 * uptime wrapped or the exporter sent nonsense, because the time differs from the sum only by 2³².
 * @param sysuptime uptime of the export, ms
 */
export function uptimeSql(time: 'start_ms' | 'end_ms', sysuptime: SqlValue): Sql {
  return sql`CAST((${identifier(time)} - (CAST(unix_secs AS BIGINT) * 1000 + unix_nsecs // 1000000) + ${sysuptime}) & 4294967295 AS UINTEGER)`;
}
