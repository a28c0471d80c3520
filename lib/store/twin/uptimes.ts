/**
 * What a twin has for the uptimes of classic records: absolute times for those of a flow, and for that of the export when the
 * exporter booted, which is the same for most of its flows. They follow back exactly, whatever they are.
 */
import { sql, type Sql } from '../../query/sql.js';
import { EXPORTED, lowWord, uptimeSql } from '../uptime-sql.js';

/** Column for the lower 32 bits of when the exporter booted, ms since 1970. */
export const BOOTED = 'booted';

const booted = sql`booted`;

/** {@link BOOTED} of a record. */
export const BOOTED_SQL: Sql = lowWord(sql`${EXPORTED} - sysuptime`);

/** By the names of record fields, what stands for them. */
export const STORED_TIMES = { first: 'start_ms', last: 'end_ms' } as const;

/** By the names of record fields, how they follow back of a twin's columns. */
export const UPTIMES: ReadonlyMap<string, Sql> = new Map([
  ['sysuptime', lowWord(sql`${EXPORTED} - ${booted}`)],
  ['first', uptimeSql('start_ms', booted)],
  ['last', uptimeSql('end_ms', booted)],
]);

/** The names of a twin's columns for a field of a classic record that is an uptime. */
export const STORED_NAMES: ReadonlyMap<string, string> = new Map([
  ...Object.entries(STORED_TIMES),
  ['sysuptime', BOOTED],
]);
