/** The text of one output of a report (reference section 5.6). */
import { parseIpv4 } from '../../flow/address.js';
import { fixed } from '../../command/fixed.js';
import type { Symbols } from '../../cfg/symbols.js';
import type { Cell } from '../../store/store.js';
import { shortPrefix } from '../short-prefix.js';
import type { Answer, Counts, Row } from './answer.js';
import { detailLines } from './detail.js';
import { keyNames, listFields } from './fields.js';
import { OPTIONS, type Definition, type Output, type TypedReport } from './stat-file.js';

export interface TextContext {
  readonly definition: Definition;
  readonly report: TypedReport;
  readonly output: Output;
  /** Number of the interval of a time series, from 0. */
  readonly interval: number;
  /** Lines of flow-header for +xheader. */
  readonly inputHeader: string;
  readonly symbols: Symbols;
  /** Names of addresses for +names, by address. */
  readonly hosts: ReadonlyMap<string, string>;
  /** ms since 1970. */
  readonly now: number;
}

const SYMBOL_LENGTH = 63;

const real = (value: number): string => fixed(value, 6);

/** `1743292842 Sun Mar 30 00:00:42 2025`, local time. */
function moment(seconds: number): string {
  const parts = new Intl.DateTimeFormat('en-US', {
    weekday: 'short',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    year: 'numeric',
  }).formatToParts(seconds * 1000);
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((each) => each.type === type)?.value ?? '';
  const time = `${part('hour')}:${part('minute')}:${part('second')}`;
  return `${seconds} ${part('weekday')} ${part('month')} ${part('day').padStart(2)} ${time} ${part('year')}`;
}

/** `# label:` and the value from column 25 on. */
function line(label: string, value: string | number): string {
  return `# ${`${label}:`.padEnd(22)}${value}\n`;
}

function header(answer: Answer, context: TextContext): string {
  const { definition, report, output, interval, now, inputHeader } = context;
  const { type, formats, scale } = report;
  const { options, fields, sort, tally, records } = output;
  const has = (field: string) => type.keys.some(({ dimension }) => 'field' in dimension && dimension.field === field);
  const what = [
    '#  --- ---- ---- Report Information --- --- ---\n',
    line('build-version', 'flow-tools 0.68.5'), // the version of the format: readers of reports look for it
    line('name', report.name),
    line('type', type.name),
    scale === undefined ? '' : line('scale', scale),
    line(
      'options',
      OPTIONS.filter((option) => options.has(option))
        .map((option) => `+${option}`)
        .join(','),
    ),
    has('srcaddr') ? line('ip-src-addr-type', formats.srcaddr) : '',
    has('dstaddr') ? line('ip-dst-addr-type', formats.dstaddr) : '',
    sort ? line('sort_field', `+${sort.field}`) : '',
    line('fields', listFields(type, fields)),
    tally === undefined ? '' : line('tally', tally),
    definition.tag === undefined ? '' : line('tag', definition.tag),
    definition.filter === undefined ? '' : line('pre-filter', definition.filter),
    report.filter === undefined ? '' : line('filter', report.filter),
  ].join('');
  const counts = [
    line('records', answer.rows.length),
    records === undefined ? '' : `# records_shown:      ${records}\n`,
    line('first-flow', moment(answer.first)),
    line('last-flow', moment(answer.last)),
    line('now', moment(Math.floor(now / 1000))),
    definition.timeSeries === undefined
      ? ''
      : line('time-series', `${definition.timeSeries} seconds / interval ${interval}`),
  ].join('');
  if (interval > 0) return counts;
  return `${what}${counts}${options.has('xheader') ? inputHeader : ''}`;
}

const average = (counts: Counts, of: 'bps' | 'pps'): number => (counts.frecs === 0 ? 0 : counts[of].sum / counts.frecs);

function totals(answer: Answer, { report, output }: TextContext): string {
  const { total } = answer;
  const hasRates = [...output.fields].some((field) => /-[bp]ps$/.test(field));
  const names = ['records', 'ignores', 'flows', 'octets', 'packets', 'duration'];
  const values = [answer.rows.length, answer.ignored, total.flows, total.octets, total.packets, total.duration].map(
    String,
  );
  if (hasRates)
    for (const of of ['bps', 'pps'] as const) {
      names.push(`avg_${of}`, `min_${of}`, `max_${of}`);
      values.push(real(average(total, of)), real(total[of].min), real(total[of].max));
    }
  const detail = report.type.detail ? detailLines(answer) : '';
  return `# rec1: ${names.join(',')}\n${values.join(',')}\n${detail}`;
}

/** How one column is shown. */
interface Column {
  readonly heading: string;
  readonly text: (row: Row, index: number) => string;
}

function columns(answer: Answer, context: TextContext): Column[] {
  const { report, output, symbols, hosts } = context;
  const { type } = report;
  const { fields, options } = output;
  const { total } = answer;
  const isPercent = options.has('percent-total');
  const names = options.has('names');
  const amount = (of: 'flows' | 'octets' | 'packets' | 'duration') => (row: Row) => {
    if (isPercent) return real((Number(row[of]) / Number(total[of])) * 100);
    return type.body === 'seconds' ? real(Number(row[of])) : String(row[of]);
  };
  const rate = (value: (counts: Counts) => number) => (row: Row) =>
    real(isPercent ? (value(row) / value(total)) * 100 : value(row));
  const keys = keyNames(type).map((name, at): [string, Column] => {
    const key = type.keys[at]!;
    const table = names && key.symbols ? symbols(key.symbols) : undefined;
    const text = (row: Row): string => {
      const cell = row.keys[at] ?? null;
      const symbol = typeof cell === 'number' ? table?.name(cell)?.slice(0, SYMBOL_LENGTH) : undefined;
      return symbol ?? (names ? hosts.get(String(cell)) : undefined) ?? keyText(cell);
    };
    return [name, { heading: `${key.heading}*`, text }];
  });
  const all: [string, Column][] = [
    ['index', { heading: 'index', text: (_, index) => String(index) }],
    ['first', { heading: 'first', text: () => String(answer.first) }],
    ['last', { heading: 'last', text: () => String(answer.last) }],
    ...keys,
    ...(type.count
      ? [['count', { heading: type.count.heading, text: (row) => String(row.count) }] satisfies [string, Column]]
      : []),
    ...(['flows', 'octets', 'packets', 'duration'] as const).map((of): [string, Column] => [
      of,
      { heading: of, text: amount(of) },
    ]),
    ...(['bps', 'pps'] as const).flatMap((of): [string, Column][] => [
      [`avg-${of}`, { heading: `avg-${of}`, text: rate((counts) => average(counts, of)) }],
      [`min-${of}`, { heading: `min-${of}`, text: rate((counts) => counts[of].min) }],
      [`max-${of}`, { heading: `max-${of}`, text: rate((counts) => counts[of].max) }],
    ]),
    ['frecs', { heading: 'frecs', text: (row) => String(row.frecs) }],
  ];
  return all.filter(([name]) => fields.has(name)).map(([, column]) => column);
}

function keyText(cell: Cell): string {
  return typeof cell === 'string' && cell.includes('/') ? shortPrefix(cell) : String(cell ?? 0);
}

/** What a field sorts by. */
function sortValue(field: string, report: TypedReport): (row: Row) => number {
  const at = keyNames(report.type).indexOf(field);
  if (at >= 0)
    return (row) => {
      const key = row.keys[at] ?? 0;
      return typeof key === 'string' ? (parseIpv4(key.replace(/\/.*/, '')) ?? 0) : Number(key);
    };
  const [kind, of] = field.split('-');
  if (of === 'bps' || of === 'pps')
    return (row) => (kind === 'avg' ? average(row, of) : kind === 'min' ? row[of].min : row[of].max);
  switch (field) {
    case 'flows':
    case 'octets':
    case 'packets':
    case 'duration':
    case 'frecs':
    case 'count':
      return (row) => Number(row[field]);
    default: // what is the same for all rows, or counts them
      return () => 0;
  }
}

/** A stable rising sort; `largest` first is the same read backwards, so that equal rows are turned round too. */
export function sortRows(rows: readonly Row[], { sort }: Output, report: TypedReport): Row[] {
  if (!sort) return [...rows];
  const value = sortValue(sort.field, report);
  const sorted = [...rows].sort((left, right) => value(left) - value(right));
  return sort.first === 'largest' ? sorted.reverse() : sorted;
}

/** The lines of an output, in pieces. @param rows in the order in which they are shown */
export function* reportText(answer: Answer, rows: readonly Row[], context: TextContext): Generator<string, void, void> {
  const { report, output } = context;
  if (output.options.has('header')) yield header(answer, context);
  if (output.options.has('totals')) yield totals(answer, context);
  if (report.type.body === 'sums') return;
  const shown = columns(answer, context);
  yield `# recn: ${shown.map(({ heading }) => heading).join(',')}\n`;
  const tally = output.tally === undefined ? undefined : new Tally(answer, output);
  // rows of seconds have never been limited
  const limit = report.type.body === 'seconds' ? undefined : output.records;
  for (const [index, row] of rows.entries()) {
    if (index === limit) break;
    if (tally && index > 0 && index % (output.tally ?? 1) === 0) yield tally.line();
    yield `${shown.map(({ text }) => text(row, index)).join(',')}\n`;
    tally?.add(row);
  }
  if (limit !== undefined && rows.length >= limit) yield '# stop, hit record limit.\n';
}

/** Running percentages: rows, counters, and the average rates so far against those of all. */
class Tally {
  private rows = 0;
  private readonly sums = { flows: 0, octets: 0, packets: 0, frecs: 0, bps: 0, pps: 0 };

  constructor(
    private readonly answer: Answer,
    private readonly output: Output,
  ) {}

  add(row: Row): void {
    this.rows++;
    for (const of of ['flows', 'octets', 'packets', 'frecs'] as const) this.sums[of] += Number(row[of]);
    this.sums.bps += row.bps.sum;
    this.sums.pps += row.pps.sum;
  }

  line(): string {
    const { sums, rows } = this;
    const { total } = this.answer;
    const parts: [string, number][] = [
      ['recs', rows / this.answer.rows.length],
      ...(['flows', 'octets', 'packets'] as const).map((of): [string, number] => [of, sums[of] / Number(total[of])]),
    ];
    if ([...this.output.fields].some((field) => /-[bp]ps$/.test(field)))
      for (const of of ['bps', 'pps'] as const) parts.push([`avg-${of}`, sums[of] / sums.frecs / average(total, of)]);
    return `#TALLY ${parts.map(([name, share]) => `%${name}=${fixed(share * 100, 3)}`).join(' ')}\n`;
  }
}
