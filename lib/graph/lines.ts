/** The lines below a graph (reference section 4.6): flows added up by their two ends, or single flows; largest or smallest. */
import type { Quantity } from '../query/quantity.js';
import type { Flows, Groups, Order } from '../query/query.js';
import type { Column } from '../report/column.js';
import type { Row } from '../report/answer.js';
import { scale, type Amount } from '../report/amount.js';
import type { Cell, Result } from '../store/store.js';
import type { GraphType } from './graphtype.js';

const ENDS = [
  { key: 'srcaddr', title: 'Source Host', kind: 'address', criterion: 'source_address', sortBy: 'srcaddr' },
  { key: 'srcport', title: 'S Port', kind: 'port', criterion: 'source_port', sortBy: 'srcport' },
  { key: 'dstaddr', title: 'Destination Host', kind: 'address', criterion: 'dest_address', sortBy: 'dstaddr' },
  { key: 'dstport', title: 'D Port', kind: 'port', criterion: 'dest_port', sortBy: 'dstport' },
] as const satisfies readonly Column[];

const PAIR_COLUMNS: readonly Column[] = [
  { key: 'duration_s', title: 'Duration', unit: 's', kind: 'real', sortBy: 'duration' },
  ...ENDS,
  { key: 'flows', title: 'Flows', kind: 'count', unit: 'flows', sortBy: 'flows' },
  { key: 'octets', title: 'Octets', kind: 'octets', unit: 'octets', sortBy: 'octets' },
  { key: 'packets', title: 'Packets', kind: 'count', unit: 'packets', sortBy: 'packets' },
  { key: 'mbps', title: 'Agg Mbps', kind: 'real' },
];

const FLOW_COLUMNS: readonly Column[] = [
  { key: 'start', title: 'Start', kind: 'time', sortBy: 'start_ms' },
  { key: 'end', title: 'End', kind: 'time', sortBy: 'end_ms' },
  { key: 'length_s', title: 'Len', unit: 's', kind: 'real', sortBy: 'duration' },
  ...ENDS,
];

const FLOW_AMOUNTS = {
  octets: [
    { key: 'octets', title: 'Total Octets', kind: 'octets', unit: 'octets', sortBy: 'doctets' },
    { key: 'mbps', title: 'Mbps', kind: 'real' },
  ],
  packets: [
    { key: 'packets', title: 'Total Packets', kind: 'count', unit: 'packets', sortBy: 'dpkts' },
    { key: 'kpps', title: 'Kpps', kind: 'real' },
  ],
} as const satisfies Readonly<Record<string, readonly Column[]>>;

function amountOf({ by }: GraphType): keyof typeof FLOW_AMOUNTS {
  return by === 'packets' ? 'packets' : 'octets';
}

/** From left to right. */
export function lineColumns(type: GraphType): readonly Column[] {
  return type.lines === 'pairs' ? PAIR_COLUMNS : [...FLOW_COLUMNS, ...FLOW_AMOUNTS[amountOf(type)]];
}

/** Rows of single flows are read by these places. */
function flowQuantities(type: GraphType): readonly Quantity[] {
  const amount = amountOf(type) === 'packets' ? 'dpkts' : 'doctets';
  return ['start_ms', 'end_ms', 'duration', 'srcaddr', 'srcport', 'dstaddr', 'dstport', amount];
}

/** What is asked of the store, and in which order unless a column is chosen. */
export function lineSelect(
  type: GraphType,
  direction: Order['direction'],
): { readonly select: Groups | Flows; readonly order: Order } {
  if (type.lines === 'flows') {
    const by = amountOf(type) === 'packets' ? 'dpkts' : 'doctets';
    return { select: { kind: 'flows', columns: flowQuantities(type) }, order: { by, direction } };
  }
  const dimensions = ENDS.map(({ key }) => ({ kind: 'field', field: key }) as const);
  const measures = (['flows', 'octets', 'packets', 'duration'] as const).map((measure) => ({ measure }));
  return { select: { kind: 'groups', dimensions, measures }, order: { by: type.by, direction } };
}

const amount = (cell: Cell | undefined): Amount => (typeof cell === 'number' || typeof cell === 'bigint' ? cell : 0);

function pairRow(row: Row, multiplier: number): Row {
  const [srcaddr, srcport, dstaddr, dstport, ...counts] = row;
  const [flows, octets, packets] = counts.slice(0, 3).map((count) => scale(amount(count), multiplier));
  const seconds = Math.max(1, Number(counts[3])) / 1000; // flows of no duration count as 1 ms, as in the original
  const mbps = (Number(octets) * 8) / seconds / 1e6;
  const cells = [seconds, srcaddr, srcport, dstaddr, dstport, flows, octets, packets, mbps];
  return cells.map((cell) => cell ?? null);
}

function flowRow(row: Row, multiplier: number, type: GraphType): Row {
  const [start, end, duration, srcaddr, srcport, dstaddr, dstport, count] = row;
  const total = scale(amount(count), multiplier);
  const seconds = Number(duration) / 1000;
  const perSecond = Number(total) / Math.max(1, seconds); // at least a second, as in the original
  const rate = amountOf(type) === 'packets' ? perSecond / 1000 : (perSecond * 8) / 1e6;
  return [start, end, seconds, srcaddr, srcport, dstaddr, dstport, total, rate].map((cell) => cell ?? null);
}

/** How the lines stand: as the store gave them, or by a column of theirs. */
export type Shown = 'as asked' | { readonly at: number; readonly direction: Order['direction'] };

export function lineRows({ rows }: Result, type: GraphType, multiplier: number, shown: Shown): readonly Row[] {
  const lines = rows.map((row) => (type.lines === 'pairs' ? pairRow(row, multiplier) : flowRow(row, multiplier, type)));
  if (shown === 'as asked') return lines;
  const sign = shown.direction === 'ascending' ? 1 : -1;
  return lines.sort((one, other) => sign * (Number(one[shown.at]) - Number(other[shown.at])));
}
