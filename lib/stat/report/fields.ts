/** The columns of flow-report that a stat file can ask for. */
import type { ReportType } from './types.js';

/** The columns, in the order in which they are printed; each with a sentence. */
export const COLUMN_TEXTS = {
  index: 'Number of the row, from 0.',
  first: 'When the first flow of the report was exported, Unix seconds.',
  last: 'When the last flow of the report was exported, Unix seconds.',
  key: 'What the row stands for; key1, key2 and so on where the type has several.',
  count: 'Number of different addresses at the other end, for the types that count them.',
  flows: 'Flows.',
  octets: 'Octets, times the scale.',
  packets: 'Packets, times the scale.',
  duration: 'Durations of the flows added up, ms.',
  'avg-bps': 'Mean of the rates of the flows, bits per second.',
  'min-bps': 'Rate of the slowest flow, bits per second.',
  'max-bps': 'Rate of the fastest flow, bits per second.',
  'avg-pps': 'Mean of the rates of the flows, packets per second.',
  'min-pps': 'Rate of the slowest flow, packets per second.',
  'max-pps': 'Rate of the fastest flow, packets per second.',
  frecs: 'Records with a duration, which alone have a rate.',
} as const;
export type ColumnName = keyof typeof COLUMN_TEXTS;
export const COLUMNS = Object.keys(COLUMN_TEXTS) as readonly ColumnName[]; // its keys are these

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
