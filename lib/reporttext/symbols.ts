/** Names for the numbers of a report's columns. */
import type { Symbols } from '../cfg/symbols.js';
import { REPORT_TYPES } from '../stat/report/types.js';

/** Symbol table by heading, of all keys that a report may have. */
const TABLES = new Map(
  REPORT_TYPES.flatMap(({ keys }) => keys.flatMap(({ heading, symbols }) => (symbols ? [[heading, symbols]] : []))),
);

/** The name of a value in a column, else the value. */
export function namedValue(heading: string, value: string, symbols: Symbols): string {
  const table = TABLES.get(heading);
  if (!table || !/^\d+$/.test(value)) return value;
  return symbols(table)?.name(Number(value)) ?? value;
}
