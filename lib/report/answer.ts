/** From a store's result to what a report shows: shares, rates, averages, what the cut-off left out, notes. */
import type { Cell, Result } from '../store/store.js';
import { siteElements } from '../cfg/site-elements.js';
import { parsePairsText } from '../flow/pairs-text.js';
import { pairsLine } from '../netflow/pair-names.js';
import type { Column } from './column.js';
import { average, meanRate, scale, sharePercent, subtract, type Amount } from './amount.js';
import type { Question } from './question.js';
import type { GroupReport } from './report.js';
import type { SUMS } from './select.js';
import { scanKind } from './scan.js';
import { summaryRows } from './summary.js';

/** Numbers in the column's unit; times in ms since 1970. */
export type Row = readonly Cell[];

export interface Answer {
  readonly question: Question;
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
  /** Over all flows that qualify, also where rows are cut off; keyed as the columns. */
  readonly totals: Readonly<Record<string, Cell>>;
  /** What the rows leave out of the totals, keyed as the columns; absent where nothing is left out. */
  readonly others?: Readonly<Record<string, Cell>>;
  /** Rows there are without the cut-off of lines. */
  readonly rowCount: number;
  readonly scanned: Result['scanned'];
  /** Whole sentences. */
  readonly notes: readonly string[];
}

/** Sums as the store gave them, before the multiplier. */
type Sums = Readonly<Record<(typeof SUMS)[number], Amount>>;

function sumsOf(value: (key: keyof Sums) => Cell | undefined): Sums {
  const amount = (key: keyof Sums): Amount => {
    const cell = value(key);
    return typeof cell === 'number' || typeof cell === 'bigint' ? cell : 0;
  };
  return { flows: amount('flows'), octets: amount('octets'), packets: amount('packets') };
}

/** Every column that derives from the three sums; without `totalOctets` there is no share. */
function amounts(sums: Sums, { window, presentation }: Question, totalOctets?: Amount): Record<string, Cell> {
  const { multiplier } = presentation;
  const flows = scale(sums.flows, multiplier);
  const octets = scale(sums.octets, multiplier);
  const packets = scale(sums.packets, multiplier);
  return {
    flows,
    octets,
    packets,
    share: totalOctets === undefined ? null : sharePercent(sums.octets, totalOctets),
    avg_rate: meanRate(sums.octets, (window.end - window.start) / 1000) * multiplier,
    octets_per_flow: average(octets, flows),
    packets_per_flow: average(packets, flows),
  };
}

function groupAnswer(question: Question, report: GroupReport, result: Result): Answer {
  const { columns, offset } = question;
  const places = new Map(result.columns.map(({ key }, index) => [key, index]));
  const cell = (row: Row, key: string): Cell => row[places.get(key) ?? -1] ?? null;
  const total = sumsOf((key) => result.totals[key]);
  const shown = result.rows.map((row) => sumsOf((key) => cell(row, key)));
  const { select } = question.query;
  const scan = (row: Row): Record<string, Cell> => {
    if (!report.detects || select.kind !== 'groups') return {};
    const attempts = scale(Number(cell(row, 'attempts')), question.presentation.multiplier);
    return { scan: scanKind(select.having, (key) => Number(cell(row, key))), attempts };
  };
  const rows = result.rows.map((row, index) => {
    const derived = { ...amounts(shown[index] ?? total, question, total.octets), ...scan(row) };
    return columns.map(({ key }) => derived[key] ?? cell(row, key));
  });
  // a report over either side counts each flow for both
  const twice = report.keys.some(({ dimension }) => dimension.kind === 'either');
  const rest = (key: keyof Sums): Amount =>
    shown.reduce((left, sums) => subtract(left, sums[key]), scale(total[key], twice ? 2 : 1));
  const others = { flows: rest('flows'), octets: rest('octets'), packets: rest('packets') };
  const complete = offset === 0 && result.rowCount <= rows.length && others.flows <= 0;
  const note = 'Each flow counts for both of its sides: the rows add up to twice the total.';
  return {
    ...base(question, result, twice ? [note] : []),
    rows,
    totals: amounts(total, question, total.octets),
    ...(complete ? {} : { others: amounts(others, question, twice ? undefined : total.octets) }),
  };
}

const ZEROS: ReadonlySet<Cell> = new Set<Cell>([0, '0.0.0.0', '00:00:00:00:00:00']);

function flowsAnswer(question: Question, result: Result): Answer {
  if (question.report.kind !== 'flows') throw new TypeError('not a printed report');
  const { columns } = question.report;
  const elements = columns.some(({ quantity }) => quantity === 'pairs') ? siteElements() : undefined;
  const rows = result.rows.map((row) => {
    let at = 0;
    return columns.map(({ quantity, length, zero }) => {
      const value = row[at++] ?? null;
      if (quantity === 'pairs' && elements)
        return value === null ? null : pairsLine(parsePairsText(String(value)), elements);
      if (zero === 'none' && ZEROS.has(value)) return null;
      return length ? `${value ?? ''}/${row[at++] ?? ''}` : value;
    });
  });
  const note = 'Single flows are shown as exported: the sampling multiplier does not change them.';
  return { ...base(question, result, question.presentation.multiplier > 1 ? [note] : []), rows, totals: {} };
}

function summaryAnswer(question: Question, result: Result): Answer {
  const [row = []] = result.rows;
  const values = new Map(result.columns.map(({ key }, index) => [key, Number(row[index] ?? 0)]));
  const items = summaryRows((key) => values.get(key) ?? 0, question.presentation.multiplier);
  const { flows, octets, packets } = amounts(
    sumsOf((key) => values.get(key)),
    question,
  );
  const totals = { flows: flows ?? 0, octets: octets ?? 0, packets: packets ?? 0 };
  return { ...base(question, result, []), rows: items, totals, rowCount: items.length };
}

function base(question: Question, result: Result, notes: readonly string[]) {
  return {
    question,
    columns: question.columns,
    rowCount: result.rowCount,
    scanned: result.scanned,
    notes: [...question.notes, ...notes, ...result.notes.map(({ text }) => text)],
  };
}

/** The answer to a question, from what the store gave for its query. */
export function answer(question: Question, result: Result): Answer {
  const { report } = question;
  if (report.kind === 'groups') return groupAnswer(question, report, result);
  return report.kind === 'flows' ? flowsAnswer(question, result) : summaryAnswer(question, result);
}
