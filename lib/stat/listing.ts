/** The groups formats of flow-stat: the question they ask and the text of the answer. */
import type { SymbolTable } from '../cfg/symbols.js';
import { fixed } from '../command/fixed.js';
import { dimensionKey } from '../query/columns.js';
import type { FlowQuery, Measure, Order } from '../query/query.js';
import type { Cell, Result } from '../store/store.js';
import type { GroupsFormat } from './formats.js';
import type { Sort } from './heading.js';
import { shortPrefix } from './short-prefix.js';

/** Counters in the order of their columns. */
const COUNTERS = ['flows', 'octets', 'packets', 'duration'] as const;
type Counter = (typeof COUNTERS)[number];

function countersOf(durations: 'with durations' | 'without'): readonly Counter[] {
  return durations === 'with durations' ? COUNTERS : COUNTERS.filter((counter) => counter !== 'duration');
}

export interface ListingOptions {
  readonly comment: string;
  readonly values: 'total' | 'percent';
  /** `wide` has the column of durations. */
  readonly width: 'normal' | 'wide';
  readonly symbols: SymbolTable | undefined;
  /** Lines between two lines of running percentages; only tables with percentages have them. */
  readonly tally: number | undefined;
}

/**
 * The key of the column that -S or -s names: 0 is the key (of pairs 0 and 1 are the keys), then flows, octets, packets,
 * duration. Undefined if there is no such column.
 */
export function sortKey({ dimensions }: GroupsFormat, field: number): string | undefined {
  return [...dimensions.map(dimensionKey), ...COUNTERS][field];
}

/** Sorting is stable on the order without it, and turned round as a whole for falling order. */
function orderOf(format: GroupsFormat, sort: Sort | undefined): Order[] {
  const { dimensions, listing } = format;
  const falling = sort ? sort.direction === 'descending' : listing.order === 'key';
  const direction = falling ? 'descending' : 'ascending';
  const key = sort && sortKey(format, sort.field);
  const base = listing.order === 'key' ? dimensions.map(dimensionKey) : ['appearance'];
  return [...(key === undefined ? [] : [key]), ...base].map((by) => ({ by, direction }));
}

/**
 * The question of a format.
 * @param file name of the opened input
 * @param width durations are summed only where they are shown or sorted by
 */
export function listingQuery(
  format: GroupsFormat,
  sort: Sort | undefined,
  file: string,
  width: ListingOptions['width'],
): FlowQuery {
  const needsDurations = width === 'wide' || (sort && sortKey(format, sort.field) === 'duration');
  const counters: Measure[] = countersOf(needsDurations ? 'with durations' : 'without').map((measure) => ({ measure }));
  const bogus: Measure[] = format.bogus
    ? [{ measure: 'records', as: 'bogus', filter: { kind: 'compare', field: 'dpkts', op: 'eq', value: 0 } }]
    : [];
  return {
    sources: [{ kind: 'files', paths: [file] }],
    filter: format.filter ?? { kind: 'and', of: [] },
    share: 'whole flows',
    select: {
      kind: 'groups',
      dimensions: format.dimensions,
      measures: [
        ...counters,
        ...bogus,
        ...(format.listing.order === 'appearance' ? [{ measure: 'appearance' } as const] : []),
      ],
    },
    order: orderOf(format, sort),
  };
}

/** `%-6.3f` of value × 100 / total. */
function percent(value: Cell, total: number): string {
  const share = (Number(value) * 100) / total;
  return fixed(share, 3).padEnd(6);
}

const HEADINGS = {
  total: 'flows                 octets                packets',
  percent: 'flows    octets   packets',
} as const;
const WIDE_HEADINGS = { total: '               duration', percent: '  duration' } as const;

/**
 * The body of the report, line by line.
 * @param result of {@link listingQuery}
 */
export function* listing(format: GroupsFormat, options: ListingOptions, result: Result): Generator<string, void, void> {
  const { comment, values, width } = options;
  const shape = format.listing;
  const extra = width === 'wide' ? WIDE_HEADINGS[values] : '';
  yield `${comment}\n${comment} ${shape.heading(format.title, width)}${HEADINGS[values]}${extra}\n${comment}\n`;

  const place = (key: string) => result.columns.findIndex((column) => column.key === key);
  const keys = format.dimensions.map((dimension) => keyText(format, options, place(dimensionKey(dimension))));
  const counters = countersOf(width === 'wide' ? 'with durations' : 'without');
  const places = counters.map(place);
  const factor = format.totals === 'twice' ? 2 : 1;
  const totals = counters.map((counter) => Number(result.totals[counter] ?? 0) * factor);
  const rows = format.bogus ? result.rows.filter((row) => row[0] !== null) : result.rows;
  const tally = new Tally(counters, totals, rows.length);
  for (const [index, row] of rows.entries()) {
    if (options.tally !== undefined && index > 0 && index % options.tally === 0) yield tally.line();
    const numbers = places.map((at) => row[at] ?? 0);
    tally.add(numbers);
    const cells =
      values === 'percent'
        ? [numbers.map((number, at) => percent(number, totals[at]!)).join('   ')]
        : numbers.map((number, at) => {
            const isBare = at === numbers.length - 1 && (width === 'wide' || shape.lastColumn === 'bare');
            return isBare ? String(number) : String(number).padEnd(20);
          });
    yield `${[...keys.map((key) => key(row)), ...cells].join('  ')}\n`;
  }
}

function keyText(
  { listing: shape, dimensions }: GroupsFormat,
  { width, values, symbols }: ListingOptions,
  at: number,
): (row: readonly Cell[]) => string {
  const isWide = width === 'wide' && !(shape.percentKeys === 'normal' && values === 'percent');
  const pad = (isWide ? (shape.wideKeys ?? shape.keys) : shape.keys)[at] ?? 0;
  const isPrefix = dimensions[at]?.kind === 'prefix';
  return (row) => {
    const cell = row[at] ?? 0;
    const name = typeof cell === 'number' ? symbols?.name(cell)?.slice(0, pad) : undefined;
    return (name ?? (isPrefix ? shortPrefix(String(cell)) : String(cell))).padEnd(pad);
  };
}

/** Running percentages of -t: lines, then counters. */
class Tally {
  private lines = 0;
  private readonly sums: number[];

  constructor(
    counters: readonly Counter[],
    private readonly totals: readonly number[],
    private readonly allLines: number,
  ) {
    this.sums = counters.map(() => 0);
  }

  add(numbers: readonly Cell[]): void {
    this.lines++;
    numbers.forEach((number, at) => (this.sums[at]! += Number(number)));
  }

  line(): string {
    const shares = [percent(this.lines, this.allLines), ...this.sums.map((sum, at) => percent(sum, this.totals[at]!))];
    return `#SUB ${shares.join('  ')}   \n`;
  }
}
