/** The columns of each kind of report. */
import type { Column } from './column.js';
import type { Presentation } from './presentation.js';
import type { Report } from './report.js';
import { SCAN_COLUMNS } from './scan.js';

const SUM_COLUMNS: readonly Column[] = [
  { key: 'flows', title: 'Flows', kind: 'count', unit: 'flows', sortBy: 'flows' },
  { key: 'octets', title: 'Octets', kind: 'octets', unit: 'octets', sortBy: 'octets' },
  { key: 'packets', title: 'Packets', kind: 'count', unit: 'packets', sortBy: 'packets' },
  { key: 'share', title: 'Share of Octets', kind: 'percent', unit: '%', sortBy: 'octets' },
  { key: 'avg_rate', title: 'Avg. Rate', kind: 'rate', unit: 'bit/s', sortBy: 'octets' },
];

/** Scans are not large: their share of the octets says nothing. */
const SCAN_SUMS = SUM_COLUMNS.filter(({ key }) => key === 'flows' || key === 'octets' || key === 'packets');

const PER_FLOW_COLUMNS: readonly Column[] = [
  { key: 'octets_per_flow', title: 'Octs/Flow', kind: 'count', unit: 'octets', sortBy: 'octets', sortOver: 'flows' },
  { key: 'packets_per_flow', title: 'Pkts/Flow', kind: 'count', unit: 'packets', sortBy: 'packets', sortOver: 'flows' },
];

const SUMMARY_COLUMNS: readonly Column[] = [
  { key: 'item', title: 'Item', kind: 'text' },
  { key: 'value', title: 'Value', kind: 'real' },
  { key: 'unit', title: 'Unit', kind: 'text' },
];

/** Columns from left to right. */
export function reportColumns(report: Report, perFlow: Presentation['perFlow']): readonly Column[] {
  if (report.kind === 'summary') return SUMMARY_COLUMNS;
  if (report.kind === 'flows')
    return report.columns.map(({ quantity, length, zero, ...column }) => ({ ...column, sortBy: quantity }));
  const keys = report.keys.map(({ dimension, ...column }): Column => ({ ...column, sortBy: column.key }));
  const sums = report.detects ? [...SCAN_COLUMNS, ...SCAN_SUMS] : SUM_COLUMNS;
  return [...keys, ...sums, ...(perFlow === 'shown' ? PER_FLOW_COLUMNS : [])];
}
