/** An answer as plain text: what was asked, then columns that line up, as a terminal or a mail shows them. */
import type { Configuration } from '../../config/configuration.js';
import { isAmount } from '../../report/column.js';
import type { Answer } from '../../report/answer.js';
import type { FieldError } from '../../report/fielderror.js';
import type { Cell } from '../../store/store.js';
import { cellView, type CellStyle, type CellView } from '../cellview.js';
import { formatCell, formatNumber } from '../format.js';
import { askedFor } from '../reportecho.js';
import { caption, headingUnit, sums } from '../reporttable.js';
import type { ShownNames } from '../shownnames.js';

/** What stands between two columns. */
const GAP = '  ';

/** Names may hold anything; what is no character would break the lines, or tell a terminal what to do. */
const printable = (text: string): string => text.replace(/\p{Cc}/gu, '?');
const length = (text: string): number => Array.from(text).length;

interface TextColumn {
  readonly heading: string;
  readonly unit: string;
  readonly side: 'left' | 'right';
}

const cellText = ({ text, aside }: CellView): string => printable(aside === undefined ? text : `${text} (${aside})`);

/** Lines of a table: heading, units where there are any, a rule, rows, and after another rule the sums. */
function tableLines(columns: readonly TextColumn[], rows: readonly string[][], sumRows: readonly string[][]): string[] {
  const widths = columns.map(({ heading, unit }) => Math.max(length(heading), length(unit)));
  for (const row of [...rows, ...sumRows])
    row.forEach((text, index) => (widths[index] = Math.max(widths[index] ?? 0, length(text))));
  const line = (texts: readonly string[]): string =>
    texts
      .map((text, index) => {
        const blanks = ' '.repeat(Math.max(0, (widths[index] ?? 0) - length(text)));
        return columns[index]?.side === 'right' ? blanks + text : text + blanks;
      })
      .join(GAP)
      .trimEnd();
  const rule = widths.map((width) => '-'.repeat(width)).join(GAP);
  const units = columns.map(({ unit }) => unit);
  return [
    line(columns.map(({ heading }) => heading)),
    ...(units.some((unit) => unit !== '') ? [line(units)] : []),
    rule,
    ...rows.map(line),
    ...(sumRows.length > 0 ? [rule, ...sumRows.map(line)] : []),
  ];
}

/** The label of a sum stands in the first columns, which would be empty. */
function sumRow(label: string, cells: readonly CellView[], width: number): string[] {
  const before = Array.from({ length: width - cells.length }, (_, index) => (index === 0 ? label : ''));
  return [...before, ...cells.map(cellText)];
}

function answerLines(answer: Answer, style: CellStyle): string[] {
  const { question, columns, rows } = answer;
  if (rows.length === 0) return ['No flows matched.'];
  if (question.report.kind === 'summary') {
    const value = (cell: Cell): string => (typeof cell === 'number' ? formatNumber(cell, 4) : '-');
    const items = rows.map(([item = null, amount = null, unit = null]) => [
      formatCell(item),
      value(amount),
      formatCell(unit),
    ]);
    const heads = columns.map(({ title, kind }) => ({ heading: title, unit: '', side: sideOf(kind) }));
    return tableLines(heads, items, []);
  }
  const heads = columns.map((column) => ({
    heading: column.title,
    unit: headingUnit(column, question) ?? '',
    side: sideOf(column.kind),
  }));
  const texts = rows.map((row) =>
    columns.map((column, index) => cellText(cellView(column, row[index] ?? null, style))),
  );
  const sumRows = sums(answer, style).map(({ label, cells }) => sumRow(label, cells, columns.length));
  return [...tableLines(heads, texts, sumRows), '', caption(answer)];
}

const sideOf = (kind: Parameters<typeof isAmount>[0]): 'left' | 'right' => (isAmount(kind) ? 'right' : 'left');

/** @param seconds how long the store took */
export function renderText(answer: Answer, configuration: Configuration, shown: ShownNames, seconds: number): string {
  const { question, notes, scanned } = answer;
  const { presentation, window } = question;
  const format = configuration.date_format;
  const style: CellStyle = { presentation, format, shown, widths: configuration, zoneOf: window.start };
  const echo = askedFor(question, format, shown.names);
  const width = Math.max(...echo.map(({ label }) => length(label))) + 1;
  return [
    `FlowViewer: ${question.report.title}`,
    ...echo.map(({ label, value }) => `${`${label}:`.padEnd(width)} ${printable(value)}`),
    '',
    ...notes.flatMap((note) => [`Note: ${printable(note)}`, '']),
    ...answerLines(answer, style),
    `${formatNumber(scanned.files)} files, ${formatNumber(scanned.flows)} flows read in ${formatNumber(seconds, 2)} s`,
    '',
  ].join('\n');
}

/** One line for each error: `field: what is wrong`. */
export function renderTextErrors(errors: readonly (FieldError | { readonly message: string })[]): string {
  return errors.map((error) => `${'field' in error ? `${error.field}: ` : ''}${printable(error.message)}\n`).join('');
}
