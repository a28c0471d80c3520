/** An answer as CSV (RFC 4180): the column keys as heading, then the rows; plain numbers, times with their zone. */
import type { Answer } from '../../report/answer.js';
import type { ColumnKind } from '../../report/column.js';
import type { FieldError } from '../../report/fielderror.js';
import type { Names } from '../../report/names.js';
import { formatIso } from '../../report/zone.js';
import type { Cell } from '../../store/store.js';
import { withNameColumns, type Table } from './namecolumns.js';

/** A text that a spreadsheet would take for a formula is marked as text; quotes where RFC 4180 wants them. */
function csvText(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function csvValue(value: Cell, kind?: ColumnKind): string {
  if (value === null) return '';
  if (kind === 'time') return formatIso(Number(value));
  return typeof value === 'string' ? csvText(value) : String(value);
}

const csvLine = (values: readonly string[]): string => `${values.join(',')}\r\n`;

export function renderCsvTable({ columns, rows }: Table): string {
  const lines = rows.map((row) => csvLine(row.map((value, index) => csvValue(value, columns[index]?.kind))));
  return csvLine(columns.map(({ key }) => csvText(key))) + lines.join('');
}

export function renderCsv(answer: Answer, names: Names): string {
  return renderCsvTable(withNameColumns(answer, names));
}

export function renderCsvErrors(errors: readonly (FieldError | { readonly message: string })[]): string {
  const lines = errors.map((error) => csvLine([csvText('field' in error ? error.field : ''), csvText(error.message)]));
  return csvLine(['field', 'message']) + lines.join('');
}
