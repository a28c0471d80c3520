/** What a report selects: groups with sums, or single flows. */
import type { Dimension, Flows, Groups, Measure } from '../query/query.js';
import type { Quantity } from '../query/quantity.js';
import { DISTRIBUTIONS, distributionClasses } from './distribution.js';
import type { FlowsReport, GroupReport, KeyDimension, Report } from './report.js';
import type { PrefixLengths } from './readfield.js';
import { scanHaving, scanMeasures, type ScanRules } from './scan.js';

/** The sums of every grouped report; their keys are the columns' keys. */
export const SUMS = ['flows', 'octets', 'packets'] as const;

/** Result columns of the Summary besides the sums and the classes. */
export const SUMMARY_TIMES = {
  total_time: { measure: 'duration', as: 'total_time' },
  first_export: { measure: 'min', of: 'unix_secs', as: 'first_export' },
  last_export: { measure: 'max', of: 'unix_secs', as: 'last_export' },
  first_uptime: { measure: 'min', of: 'first', as: 'first_uptime' },
  last_uptime: { measure: 'max', of: 'last', as: 'last_uptime' },
} as const satisfies Readonly<Record<string, Measure>>;

const sums: readonly Measure[] = SUMS.map((measure) => ({ measure }));

/** What a report's groups depend on besides the report. */
export interface SelectRules {
  /** Rows with fewer are left out; 0: none are. Scans, printed reports and the Summary show all. */
  readonly leastOctets: number;
  /** Length of IPv6 prefixes where nobody has chosen one. */
  readonly ipv6PrefixLength: number;
  /** Those that were chosen instead of the recorded ones. */
  readonly prefixLengths: PrefixLengths;
  readonly scan: ScanRules;
}

function dimensionOf(dimension: KeyDimension, { ipv6PrefixLength, prefixLengths }: SelectRules): Dimension {
  if (dimension.kind !== 'prefix') return dimension;
  const { bits6, ...prefix } = dimension;
  const { v4, v6 } = prefixLengths;
  // a report of IPv6 alone takes a single length for its own
  if (bits6 === 'configured') return { ...prefix, bits6: v6 ?? v4 ?? ipv6PrefixLength };
  if (v4 !== undefined) return { ...prefix, bits: v4, bits6: v6 ?? ipv6PrefixLength };
  return bits6 === undefined ? prefix : { ...prefix, bits6 };
}

function groups(report: GroupReport, rules: SelectRules): Groups {
  const { leastOctets, scan } = rules;
  const dimensions = report.keys.map(({ key, dimension }) => ({ ...dimensionOf(dimension, rules), as: key }));
  if (report.detects)
    return { kind: 'groups', dimensions, measures: [...sums, ...scanMeasures(scan)], having: scanHaving(scan) };
  const having = leastOctets > 0 ? { having: { by: 'octets', atLeast: leastOctets } } : {};
  return { kind: 'groups', dimensions, measures: sums, ...having };
}

function summary(): Groups {
  const classes = DISTRIBUTIONS.flatMap((distribution) =>
    distributionClasses(distribution).map(({ as, range }): Measure => ({
      measure: 'flows',
      filter: { kind: 'in', field: distribution.quantity, ranges: [range] },
      as,
    })),
  );
  return { kind: 'groups', dimensions: [], measures: [...sums, ...Object.values(SUMMARY_TIMES), ...classes] };
}

function flows(report: FlowsReport): Flows {
  const columns = report.columns.flatMap(({ quantity, length }): Quantity[] =>
    length ? [quantity, length] : [quantity],
  );
  return { kind: 'flows', columns };
}

/** What a report asks the store for. */
export function selectOf(report: Report, rules: SelectRules): Groups | Flows {
  if (report.kind === 'groups') return groups(report, rules);
  return report.kind === 'summary' ? summary() : flows(report);
}
