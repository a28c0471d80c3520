/** What a report selects: groups with sums, or single flows. */
import type { Flows, Groups, Measure } from '../query/query.js';
import type { Quantity } from '../query/quantity.js';
import { DISTRIBUTIONS, distributionClasses } from './distribution.js';
import type { FlowsReport, GroupReport, Report } from './report.js';

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

function groups(report: GroupReport, leastOctets: number): Groups {
  const dimensions = report.keys.map(({ key, dimension }) => ({ ...dimension, as: key }));
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

/** @param leastOctets rows with fewer are left out; 0: none are. Printed reports and the Summary show all */
export function selectOf(report: Report, leastOctets: number): Groups | Flows {
  if (report.kind === 'groups') return groups(report, leastOctets);
  return report.kind === 'summary' ? summary() : flows(report);
}
