/** The columns of flow-report that a stat file can ask for. */
import type { ReportType } from './types.js';

/** In the order in which they are printed. */
export const COLUMNS = [
  'index',
  'first',
  'last',
  'key',
  'count',
  'flows',
  'octets',
  'packets',
  'duration',
  'avg-bps',
  'min-bps',
  'max-bps',
  'avg-pps',
  'min-pps',
  'max-pps',
  'frecs',
] as const;
export type ColumnName = (typeof COLUMNS)[number];

export const RATES = ['avg-pps', 'min-pps', 'max-pps', 'avg-bps', 'min-bps', 'max-bps'] as const;

/** Names that stand for several fields. */
export const FIELD_GROUPS: Readonly<Record<string, readonly string[]>> = {
  pps: ['avg-pps', 'min-pps', 'max-pps'],
  bps: ['avg-bps', 'min-bps', 'max-bps'],
};

/** In the order of the line `# fields:`, which leaves out what is not here. */
const LISTED = ['flows', 'octets', 'packets', 'duration', ...RATES, 'count', 'frecs', 'other'];

/** `key`, or `key1`, `key2` … where there are several. */
export function keyNames({ keys }: ReportType): string[] {
  return keys.length === 1 ? ['key'] : keys.map((_, at) => `key${at + 1}`);
}

/** The fields that a type has. */
export function typeFields(type: ReportType): ReadonlySet<string> {
  if (type.body === 'sums') return new Set(RATES);
  const common = ['index', 'first', 'last', ...keyNames(type), 'flows', 'octets', 'packets', 'other'];
  if (type.body === 'seconds') return new Set(common);
  return new Set([...common, 'duration', ...RATES, 'frecs', ...(type.count ? ['count'] : [])]);
}

const ONLY_IF_ASKED: ReadonlySet<string> = new Set(['frecs', 'index', 'first', 'last', ...RATES]);

/** The fields that are shown if nothing is said of them. */
export function defaultFields(type: ReportType): Set<string> {
  return new Set([...typeFields(type)].filter((field) => !ONLY_IF_ASKED.has(field)));
}

/** `+key,+flows,…` as the report's header lists what is shown. */
export function listFields(type: ReportType, shown: ReadonlySet<string>): string {
  return [...keyNames(type), ...LISTED]
    .filter((field) => shown.has(field))
    .map((field) => `+${field}`)
    .join(',');
}
