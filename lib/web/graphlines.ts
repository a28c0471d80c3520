/** The table of lines below a graph, as its template shows it. */
import type { Configuration } from '../config/configuration.js';
import type { GraphAnswer } from '../graph/graphanswer.js';
import { isAmount } from '../report/column.js';
import type { FlowsReport } from '../report/report.js';
import { formatOffset } from '../report/zone.js';
import { cellView, type CellStyle, type CellView } from './cellview.js';
import { DrillDown } from './drill.js';
import { formatNumber } from './format.js';
import type { GraphLinks } from './graphlinks.js';
import type { Heading } from './reporttable.js';
import type { ShownNames } from './shownnames.js';

export interface LinesTable {
  readonly caption: string;
  readonly headings: readonly Heading[];
  readonly rows: readonly (readonly CellView[])[];
}

/** A click on a value leads to the same graph of fewer flows: the drill-down of a report of single flows. */
const LINES: FlowsReport = { menu: 'print_report', kind: 'flows', id: 0, title: 'Lines', columns: [] };

/** Undefined where no lines are wanted, or there are none. */
export function linesTable(
  { question, lines: rows = [], lineCount }: GraphAnswer,
  configuration: Configuration,
  shown: ShownNames,
  links: GraphLinks,
): LinesTable | undefined {
  const { lines, type, window, presentation } = question;
  if (!lines || rows.length === 0) return undefined;
  const { date_format: format } = configuration;
  const style: CellStyle = {
    presentation,
    format,
    shown,
    widths: configuration,
    zoneOf: window.start,
  };
  const drill = new DrillDown({ form: links.form, report: LINES, window }, format, (change) => links.changed(change));
  const what = type.lines === 'pairs' ? 'pairs of hosts and ports' : 'flows';
  const largest = lines.chosen.direction === 'descending' ? 'largest' : 'smallest';
  return {
    caption:
      rows.length < lineCount
        ? `The ${formatNumber(rows.length)} of ${formatNumber(lineCount)} ${what} with the ${largest} value of ${lines.chosen.by}`
        : `${formatNumber(rows.length)} ${what}`,
    headings: lines.columns.map((column) => {
      const amount = isAmount(column.kind);
      const sorted = lines.sorted.key === column.key ? lines.sorted.direction : undefined;
      const falling = sorted ? sorted === 'ascending' : amount; // a second click turns the order round
      const unit =
        column.kind === 'time' ? formatOffset(window.start) : column.kind === 'octets' ? undefined : column.unit;
      return {
        title: `${column.title}${presentation.multiplier > 1 && amount && column.key !== 'duration_s' && column.key !== 'length_s' ? ' *' : ''}`,
        ...(unit && unit !== column.title.toLowerCase() ? { unit } : {}),
        href: links.changed({ sort: `${falling ? '-' : ''}${column.key}` }),
        ...(sorted ? { sorted } : {}),
        className: amount ? `amount ${column.kind}` : column.kind,
      };
    }),
    rows: rows.map((row) =>
      lines.columns.map((column, index) => {
        const value = row[index] ?? null;
        return cellView(column, value, style, drill.to(column, value));
      }),
    ),
  };
}
