/** An answer as JSON: version, report, window, columns, rows, totals, notes. */
import type { Answer } from '../../report/answer.js';
import type { ColumnKind } from '../../report/column.js';
import type { FieldError } from '../../report/fielderror.js';
import type { Names } from '../../report/names.js';
import { formatIso } from '../../report/zone.js';
import type { Cell } from '../../store/store.js';
import { withNameColumns } from './namecolumns.js';

/** Changes when a consumer would have to. */
export const JSON_VERSION = 1;

/** A value as JSON text: integers beyond 2⁵³ are written out in full, times as RFC 3339 with their zone. */
function jsonValue(value: Cell, kind?: ColumnKind): string {
  if (kind === 'time' && value !== null) return JSON.stringify(formatIso(Number(value)));
  return typeof value === 'bigint' ? String(value) : JSON.stringify(value);
}

function jsonObject(entries: readonly (readonly [key: string, json: string])[]): string {
  return `{${entries.map(([key, json]) => `${JSON.stringify(key)}:${json}`).join(',')}}`;
}

/** The answer; `totals.rows` is the number of rows without the cut-off. */
export function renderJson(answer: Answer, names: Names): string {
  const { question, totals, rowCount, notes } = answer;
  const { columns, rows } = withNameColumns(answer, names);
  const known = columns.filter(({ key }) => key in totals).map(({ key }) => key);
  const sums = known.length > 0 ? known : Object.keys(totals);
  return `${jsonObject([
    ['version', String(JSON_VERSION)],
    ['report', JSON.stringify(question.report.title)],
    ['window', JSON.stringify({ start: formatIso(question.window.start), end: formatIso(question.window.end) })],
    ['columns', JSON.stringify(columns.map(({ key, title, unit }) => ({ key, title, unit: unit ?? null })))],
    [
      'rows',
      `[${rows.map((row) => `\n${jsonObject(columns.map(({ key, kind }, index) => [key, jsonValue(row[index] ?? null, kind)]))}`).join(',')}]`,
    ],
    [
      'totals',
      jsonObject([...sums.map((key) => [key, jsonValue(totals[key] ?? null)] as const), ['rows', String(rowCount)]]),
    ],
    ['notes', JSON.stringify(notes)],
  ])}\n`;
}

/** Errors of single fields, or of the whole request (without a field). */
export function renderJsonErrors(errors: readonly (FieldError | { readonly message: string })[]): string {
  return `${JSON.stringify({ version: JSON_VERSION, errors })}\n`;
}
