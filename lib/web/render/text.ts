/** An answer as plain text: what was asked, then columns that line up, as a terminal or a mail shows them. */
import type { Answer } from '../../report/answer.js';
import type { FieldError } from '../../report/fielderror.js';
import type { Cell } from '../../store/store.js';
import { cellView, type CellStyle, type CellView } from '../cellview.js';
import { formatCell, formatCount, formatNumber } from '../format.js';
import type { RenderContext } from '../reportformat.js';
import { caption, headingUnit, sums } from '../reporttable.js';
import { cellText, echoLines, printable, sideOf, tableLines } from './texttable.js';

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

export function renderText(answer: Answer, { configuration, shown, seconds, echo }: RenderContext): string {
  const { question, notes, scanned } = answer;
  const { presentation, window } = question;
  const format = configuration.date_format;
  const style: CellStyle = { presentation, format, shown, widths: configuration, zoneOf: window.start };
  return [
    `FlowViewer: ${question.report.title}`,
    ...echoLines(echo),
    '',
    ...notes.flatMap((note) => [`Note: ${printable(note)}`, '']),
    ...answerLines(answer, style),
    `${formatCount(scanned.files, 'file')}, ${formatCount(scanned.flows, 'flow')} read in ${formatNumber(seconds, 2)} s`,
    '',
  ].join('\n');
}

/** One line for each error: `field: what is wrong`. */
export function renderTextErrors(errors: readonly (FieldError | { readonly message: string })[]): string {
  return errors.map((error) => `${'field' in error ? `${error.field}: ` : ''}${printable(error.message)}\n`).join('');
}
