/** An answer as JSON: the members of one table, which the documentation of the format is made of too. */
import type { Answer } from '../../report/answer.js';
import type { ColumnKind } from '../../report/column.js';
import type { FieldError } from '../../report/fielderror.js';
import type { Names } from '../../report/names.js';
import { formatIso } from '../../report/zone.js';
import type { Cell } from '../../store/store.js';
import { withNameColumns, type Table } from './namecolumns.js';

/** Changes when a consumer would have to. */
export const JSON_VERSION = 1;

/** A value as JSON text: integers beyond 2⁵³ are written out in full, times as RFC 3339 with their zone. */
export function jsonValue(value: Cell, kind?: ColumnKind): string {
  if (kind === 'time' && value !== null) return JSON.stringify(formatIso(Number(value)));
  return typeof value === 'bigint' ? String(value) : JSON.stringify(value);
}

export function jsonObject(entries: readonly (readonly [key: string, json: string])[]): string {
  return `{${entries.map(([key, json]) => `${JSON.stringify(key)}:${json}`).join(',')}}`;
}

export function jsonRows({ columns, rows }: Table): string {
  const objects = rows.map((row) =>
    jsonObject(columns.map(({ key, kind }, index) => [key, jsonValue(row[index] ?? null, kind)])),
  );
  return `[${objects.map((object) => `\n${object}`).join(',')}]`;
}

function jsonTotals({ columns }: Table, { totals, rowCount }: Answer): string {
  const known = columns.filter(({ key }) => key in totals).map(({ key }) => key);
  const sums = known.length > 0 ? known : Object.keys(totals);
  return jsonObject([...sums.map((key) => [key, jsonValue(totals[key] ?? null)] as const), ['rows', String(rowCount)]]);
}

interface Member {
  readonly name: string;
  /** What it holds, for the documentation: sentences. */
  readonly doc: string;
  readonly json: (table: Table, answer: Answer) => string;
}

/** Members of the object, in order. */
export const JSON_MEMBERS: readonly Member[] = [
  {
    name: 'version',
    doc: 'Version of this format, a number. It changes when a program that reads the format would have to; members may be added without.',
    json: () => String(JSON_VERSION),
  },
  {
    name: 'report',
    doc: 'Title of the report.',
    json: (_, { question }) => JSON.stringify(question.report.title),
  },
  {
    name: 'window',
    doc: '`start` and `end` of the time span, RFC 3339 with the offset of the zone. The start belongs to it, the end does not.',
    json: (_, { question: { window } }) =>
      JSON.stringify({ start: formatIso(window.start), end: formatIso(window.end) }),
  },
  {
    name: 'columns',
    doc: 'An array with `key`, `title` and `unit` of each column; the unit is null where there is none.',
    json: ({ columns }) => JSON.stringify(columns.map(({ key, title, unit }) => ({ key, title, unit: unit ?? null }))),
  },
  {
    name: 'rows',
    doc: 'An array of objects with one member for each column, by its key.',
    json: jsonRows,
  },
  {
    name: 'totals',
    doc: 'Sums over all flows that the filter lets through, also of rows that are cut off, by the keys of the columns and in their units; `rows` is the number of rows without the cut-off.',
    json: jsonTotals,
  },
  {
    name: 'notes',
    doc: 'An array of sentences: damaged files, values that were understood in a special way, and the like.',
    json: (_, { notes }) => JSON.stringify(notes),
  },
];

export function renderJson(answer: Answer, names: Names): string {
  const table = withNameColumns(answer, names);
  return `${jsonObject(JSON_MEMBERS.map(({ name, json }) => [name, json(table, answer)]))}\n`;
}

/** Errors of single fields, or of the whole request (without a field). */
export function renderJsonErrors(errors: readonly (FieldError | { readonly message: string })[]): string {
  return `${JSON.stringify({ version: JSON_VERSION, errors })}\n`;
}
