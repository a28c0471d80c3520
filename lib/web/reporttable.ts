/** The table of a report as its template shows it. */
import type { Answer } from '../report/answer.js';
import { isAmount, type Column } from '../report/column.js';
import type { Question } from '../report/question.js';
import { formatOffset } from '../report/zone.js';
import type { Cell } from '../store/store.js';
import { cellView, type CellStyle, type CellView } from './cellview.js';
import { drillDownOf } from './drill.js';
import { formatCount, formatNumber } from './format.js';
import type { ReportLinks } from './reportlinks.js';

export interface Heading {
  readonly title: string;
  readonly unit?: string;
  /** Sorts by this column. */
  readonly href?: string;
  readonly sorted?: 'ascending' | 'descending';
  readonly className: string;
}

export interface ReportTable {
  /** Wide tables are set smaller, and scroll sideways where the screen is narrow; the widest smaller still, and wherever they do not fit. */
  readonly width: 'wide widest' | 'wide' | 'usual';
  readonly caption: string;
  readonly headings: readonly Heading[];
  /** Made as they are shown: all at once they would be the largest thing in memory. */
  readonly rows: Iterable<readonly CellView[]>;
  /** Rows under the table: what is cut off, and all together. */
  readonly sums: readonly { readonly label: string; readonly cells: readonly CellView[] }[];
  readonly pages: readonly { readonly label: string; readonly href: string }[];
}

/** More columns than this need a wide screen. */
const USUAL_COLUMNS = 9;
/** More than this are wider than any screen that is usual. */
const WIDE_COLUMNS = 16;

function widthOf(columns: number): ReportTable['width'] {
  return columns > WIDE_COLUMNS ? 'wide widest' : columns > USUAL_COLUMNS ? 'wide' : 'usual';
}

/** In the order of octets, which is the column that is said to be sorted. */
const FOLLOWING_OCTETS: readonly string[] = ['share', 'avg_rate'];

/** What stands beside a column's title; the zone of times. Nothing where the values or the title say it. */
export function headingUnit({ kind, title, unit }: Column, question: Question): string | undefined {
  if (kind === 'time') return formatOffset(question.window.start);
  if (kind === 'octets' && question.presentation.octets === 'in units') return undefined;
  return unit === title.toLowerCase() ? undefined : unit;
}

function heading(column: Column, { question }: Answer, links: ReportLinks): Heading {
  const [first] = question.query.order;
  const amount = isAmount(column.kind);
  const isSorted =
    first?.by === column.sortBy && first?.over === column.sortOver && !FOLLOWING_OCTETS.includes(column.key);
  const sorted = isSorted ? first?.direction : undefined;
  const falling = sorted ? sorted === 'ascending' : amount; // a second click turns the order round
  const unit = headingUnit(column, question);
  return {
    title: column.title,
    ...(unit ? { unit } : {}),
    ...(column.sortBy ? { href: links.changed({ sort: `${falling ? '-' : ''}${column.key}`, offset: '' }) } : {}),
    ...(sorted ? { sorted } : {}),
    className: amount ? `amount ${column.kind}` : column.kind,
  };
}

function* rowViews({ question, columns, rows }: Answer, style: CellStyle, links: ReportLinks): Iterable<CellView[]> {
  const drillDown = drillDownOf(question, style.format, links);
  for (const row of rows) {
    yield columns.map((column, index) => {
      const value = row[index] ?? null;
      return cellView(column, value, style, drillDown.to(column, value));
    });
  }
}

/** Rows under the table: what is cut off, and all together. */
export function sums(
  { question, columns, totals, others, rows, rowCount }: Answer,
  style: CellStyle,
): ReportTable['sums'] {
  if (question.report.kind !== 'groups' || rows.length === 0) return [];
  const amounts = columns.filter(({ kind }) => isAmount(kind));
  const line = (label: string, values: Readonly<Record<string, Cell>>) => ({
    label,
    cells: amounts.map((column) => cellView(column, values[column.key] ?? null, style)),
  });
  const left = rowCount - rows.length;
  const label = left > 0 ? `Others (${formatCount(left, 'row')})` : 'Others';
  return [...(others ? [line(label, others)] : []), line('Total', totals)];
}

function pages({ question, rowCount }: Answer, links: ReportLinks): ReportTable['pages'] {
  const { offset, lines } = question;
  const at = (start: number): string => links.changed({ offset: start > 0 ? String(start) : '' });
  const last = Math.floor((rowCount - 1) / lines) * lines;
  const back = { label: `Previous ${formatNumber(lines)}`, href: at(Math.max(0, offset - lines)) };
  const next = { label: `Next ${formatNumber(lines)}`, href: at(offset + lines) };
  return [
    ...(offset > lines ? [{ label: 'First', href: at(0) }] : []),
    ...(offset > 0 ? [back] : []),
    ...(offset + lines < rowCount ? [next] : []),
    ...(offset + 2 * lines < rowCount ? [{ label: 'Last', href: at(last) }] : []),
  ];
}

/** Which rows these are, of how many. */
export function caption({ question, rows, rowCount }: Answer): string {
  const one = question.report.kind === 'flows' ? 'flow' : 'row';
  if (rows.length === rowCount) return formatCount(rowCount, one);
  const [first, last] = [question.offset + 1, question.offset + rows.length].map((place) => formatNumber(place));
  return `${one === 'flow' ? 'Flows' : 'Rows'} ${first}–${last} of ${formatNumber(rowCount)}`;
}

export function reportTable(answer: Answer, style: CellStyle, links: ReportLinks): ReportTable {
  return {
    width: widthOf(answer.columns.length),
    caption: caption(answer),
    headings: answer.columns.map((column) => heading(column, answer, links)),
    rows: rowViews(answer, style, links),
    sums: sums(answer, style),
    pages: pages(answer, links),
  };
}
