/** An exporter's uptimes as SQL, where absolute times stand for them: in twins and extended records. */
import { identifier, sql, type Sql } from '../query/sql.js';

/** When the datagram was sent, ms since 1970. */
export const EXPORTED = sql`(CAST(unix_secs AS BIGINT) * 1000 + unix_nsecs // 1000000)`;

/** The lower 32 bits, as an uptime has them. */
export function lowWord(value: Sql): Sql {
  return sql`CAST((${value}) & 4294967295 AS UINTEGER)`;
}

/**
 * `first` or `last` of the absolute time that stands for it: what `absoluteMs` of lib/flow/time.ts does, taken back. Exact for
 * any 32 bits, also where the uptime wrapped or the exporter sent nonsense, because that time is the sum modulo 2³².
 * @param booted when the exporter booted, ms since 1970, or the lower 32 bits of it
 */
export function uptimeSql(time: 'start_ms' | 'end_ms', booted: Sql): Sql {
  return lowWord(sql`${identifier(time)} - ${booted}`);
}
