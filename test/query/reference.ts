/** The plainest evaluator of FlowQuery: loops over flows, nothing shared with the compiler but the query's types. */
import { formatAddress, type Address } from '../../lib/flow/address.js';
import { FLOW_FIELDS, type FieldName } from '../../lib/flow/field.js';
import type { Cell } from '../../lib/query/cell.js';
import { dimensionKey, measureKey } from '../../lib/query/columns.js';
import type { Comparison, Filter } from '../../lib/query/filter.js';
import type { Quantity } from '../../lib/query/quantity.js';
import type { Dimension, FlowQuery, Groups, Measure } from '../../lib/query/query.js';

export type Value = number | Address | null;
/** Fields that are not named are absent from the record. Flows are given in file order. */
export type ReferenceFlow = Readonly<Partial<Record<FieldName, Value>>>;

export interface ReferenceResult {
  readonly keys: readonly string[];
  /** All rows, before limit and offset. */
  readonly rows: readonly (readonly Cell[])[];
  readonly totals: Readonly<Record<string, Cell>>;
}

const FIELDS: ReadonlySet<string> = new Set(FLOW_FIELDS.map(({ name }) => name));
const isField = (quantity: Quantity): quantity is FieldName => FIELDS.has(quantity);

function number(flow: ReferenceFlow, quantity: Quantity): number | null {
  if (isField(quantity)) {
    const value = flow[quantity] ?? null;
    if (value === null || typeof value === 'number') return value;
    return value.family === 4 ? value.value : null;
  }
  const [start, end] = [number(flow, 'start_ms'), number(flow, 'end_ms')];
  const [octets, packets] = [number(flow, 'doctets'), number(flow, 'dpkts')];
  if (quantity === 'octets_per_packet') return octets === null || !packets ? null : Math.floor(octets / packets);
  if (start === null || end === null) return null;
  const duration = Number(BigInt.asUintN(32, BigInt(end - start)));
  if (quantity === 'duration') return duration;
  if (duration === 0) return 0;
  const counter = quantity === 'bps' ? octets : packets;
  return counter === null ? null : (counter * (quantity === 'bps' ? 8 : 1) * 1000) / duration;
}

const COMPARE: Readonly<Record<Comparison, (left: number, right: number) => boolean>> = {
  lt: (left, right) => left < right,
  le: (left, right) => left <= right,
  eq: (left, right) => left === right,
  ne: (left, right) => left !== right,
  ge: (left, right) => left >= right,
  gt: (left, right) => left > right,
};

function secondOfDay(time: number, timeZone: string): number {
  const text = new Date(time).toLocaleTimeString('en-GB', { timeZone, hourCycle: 'h23' });
  const [hours = 0, minutes = 0, seconds = 0] = text.split(':').map(Number);
  return hours * 3600 + minutes * 60 + seconds;
}

export function passes(filter: Filter, flow: ReferenceFlow): boolean {
  switch (filter.kind) {
    case 'and':
      return filter.of.every((part) => passes(part, flow));
    case 'or':
      return filter.of.some((part) => passes(part, flow));
    case 'not':
      return !passes(filter.of, flow);
    case 'in': {
      const value = number(flow, filter.field);
      if (value === null) return false;
      const masked = filter.mask === undefined ? value : Number(BigInt(value) & BigInt(filter.mask));
      return filter.ranges.some(({ lo, hi }) => lo <= masked && masked <= hi);
    }
    case 'address': {
      const address = flow[filter.field];
      if (!address || typeof address === 'number') return false;
      const ranges: readonly { lo: number | bigint; hi: number | bigint }[] =
        address.family === 4 ? filter.v4 : filter.v6;
      return ranges.some(({ lo, hi }) => lo <= address.value && address.value <= hi);
    }
    case 'compare': {
      const value = number(flow, filter.field);
      return value !== null && COMPARE[filter.op](value, filter.value);
    }
    case 'clock': {
      const time = number(flow, filter.field);
      if (time === null) return false;
      const second = secondOfDay(time, filter.zone);
      return filter.ranges.some(({ lo, hi }) => lo <= second && second <= hi);
    }
    case 'pair':
      throw new Error('these flows have no pairs');
    case 'sample':
      throw new Error('what is random cannot be predicted');
  }
}

const times = (flow: ReferenceFlow) => ({ s: number(flow, 'start_ms')!, e: number(flow, 'end_ms')! });

function qualifies({ window, filter }: FlowQuery, flow: ReferenceFlow): boolean {
  if (!passes(filter, flow)) return false;
  if (!window) return true;
  const { s, e } = times(flow);
  const { start: S, end: E } = window;
  const rules = {
    any: e >= S && s < E,
    'ends-in': S <= e && e < E,
    'starts-in': S <= s && s < E,
    within: s >= S && e < E,
  };
  return rules[window.rule];
}

/** The part of the flow in [a, b), 0 to 1; undefined where it has none. */
function partIn(flow: ReferenceFlow, a: number, b: number): number | undefined {
  const { s, e } = times(flow);
  if (e <= s) return a <= s && s < b ? 1 : undefined;
  const overlap = Math.min(e, b) - Math.max(s, a);
  return overlap > 0 ? overlap / (e - s) : undefined;
}

/** A flow, or the part of it, that a group counts. */
interface Counted {
  readonly flow: ReferenceFlow;
  readonly part: number;
  readonly interval?: readonly [number, number];
}

function counterOf({ flow, part, interval }: Counted, name: string): number {
  const flows = number(flow, 'dflows') ?? 1;
  switch (name) {
    case 'flows':
      return flows * part;
    case 'records':
      return part;
    case 'octets':
      return (number(flow, 'doctets') ?? 0) * part;
    case 'packets':
      return (number(flow, 'dpkts') ?? 0) * part;
    case 'duration':
      return number(flow, 'duration')! * part;
    case 'starts': {
      const { s } = times(flow);
      return !interval || (interval[0] <= s && s < interval[1]) ? flows : 0;
    }
    default: {
      const { s, e } = times(flow);
      const [a, b] = interval ?? [s, e];
      return Math.max(0, Math.min(e, b) - Math.max(s, a));
    }
  }
}

function measured(measure: Measure, counted: readonly Counted[]): Cell {
  const own = measure.filter ? counted.filter(({ flow }) => passes(measure.filter!, flow)) : counted;
  if (!('of' in measure)) return own.reduce((sum, each) => sum + counterOf(each, measure.measure), 0);
  if (measure.measure === 'distinct') {
    const texts = own.map(({ flow }) => text(flow, measure.of)).filter((value) => value !== null);
    return new Set(texts).size;
  }
  const values = own.map(({ flow }) => number(flow, measure.of)).filter((value) => value !== null);
  if (measure.measure === 'sum') return values.reduce((sum, value) => sum + value, 0);
  if (values.length === 0) return null;
  return values.reduce((best, value) => (measure.measure === 'min' ? Math.min(best, value) : Math.max(best, value)));
}

function text(flow: ReferenceFlow, quantity: Quantity): Cell {
  const value = isField(quantity) ? (flow[quantity] ?? null) : number(flow, quantity);
  return value !== null && typeof value === 'object' ? formatAddress(value) : value;
}

function cut(address: Address, bits: number): Address {
  const width = address.family === 4 ? 32 : 128;
  const host = BigInt(width - bits);
  const value = (BigInt(address.value) >> host) << host;
  return address.family === 4 ? { family: 4, value: Number(value) } : { family: 6, value };
}

function keyOf(dimension: Dimension, flow: ReferenceFlow, side: 0 | 1): Cell {
  if (dimension.kind === 'field') {
    const value = text(flow, dimension.field);
    const found = flow[dimension.field as FieldName];
    const plain = typeof found === 'object' && found?.family === 4 ? found.value : value;
    const isNone = dimension.none !== undefined && plain === dimension.none;
    return isNone ? null : value;
  }
  if (dimension.kind === 'either') return text(flow, dimension.fields[side]);
  if (dimension.kind === 'second') throw new RangeError('seconds are checked by the golden reports of flow-report');
  const address = flow[dimension.field];
  if (!address || typeof address === 'number') return null;
  const width = address.family === 4 ? 32 : 128;
  const fixed = address.family === 4 ? dimension.bits : (dimension.bits6 ?? 128);
  const mask = number(flow, dimension.field === 'srcaddr' ? 'src_mask' : 'dst_mask') ?? 0;
  const bits = dimension.bits === 'recorded' ? mask : Number(fixed);
  const whole = dimension.bits === 'recorded' && (bits === 0 || bits > width);
  return `${formatAddress(whole ? address : cut(address, bits))}/${bits}`;
}

/** Addresses sort by family and number, prefixes then by length, what is missing last. */
function sortKey(cell: Cell): readonly (number | bigint)[] {
  if (cell === null) return [1];
  if (typeof cell !== 'string') return [0, cell];
  const [address = '', length = '0'] = cell.split('/');
  return [0, address.includes(':') ? 6 : 4, addressNumber(address), Number(length)];
}

function addressNumber(address: string): bigint {
  if (!address.includes(':')) return address.split('.').reduce((sum, part) => sum * 256n + BigInt(part), 0n);
  const [head = '', tail] = address.split('::');
  const groups = (half: string) => (half === '' ? [] : half.split(':'));
  const after = groups(tail ?? '');
  const before = groups(head);
  const zeros = Array<string>(8 - before.length - after.length).fill('0');
  return [...before, ...zeros, ...after].reduce((sum, group) => sum * 65536n + BigInt(`0x${group}`), 0n);
}

function compareCells(left: Cell, right: Cell, direction: 1 | -1): number {
  const [one, other] = [sortKey(left), sortKey(right)];
  for (const [index, value] of one.entries()) {
    const against = other[index]!;
    if (value === against) continue;
    const rises = value < against ? -1 : 1;
    // what is missing comes last, and IPv6 after IPv4, in both directions
    return index === 0 || (index === 1 && typeof left === 'string') ? rises : rises * direction;
  }
  return 0;
}

function sortRows(rows: Cell[][], keys: readonly string[], query: FlowQuery, ties: number): Cell[][] {
  const order = [
    ...query.order.map(({ by, direction }) => ({ at: keys.indexOf(by), sign: direction === 'descending' ? -1 : 1 })),
    ...Array.from({ length: ties }, (_, at) => ({ at, sign: 1 })),
  ] as { at: number; sign: 1 | -1 }[];
  return rows.sort((left, right) => {
    for (const { at, sign } of order) {
      const difference = compareCells(left[at]!, right[at]!, sign);
      if (difference !== 0) return difference;
    }
    return 0;
  });
}

/** What the query's answer must be; `sample` filters are not understood. */
export function evaluate(query: FlowQuery, flows: readonly ReferenceFlow[]): ReferenceResult {
  const chosen = flows.filter((flow) => qualifies(query, flow));
  if (query.select.kind === 'groups') return evaluateGroups(query, query.select, chosen);
  const { columns } = query.select;
  const rows = chosen.map((flow) => columns.map((quantity) => text(flow, quantity)));
  return { keys: columns, rows: sortRows(rows, columns, query, 0), totals: {} };
}

function evaluateGroups(query: FlowQuery, groups: Groups, flows: readonly ReferenceFlow[]): ReferenceResult {
  const { dimensions, measures, bucket, having } = groups;
  const { window, share } = query;
  const whole = (interval?: readonly [number, number]): Counted[] =>
    flows.flatMap((flow): Counted[] => {
      if (!interval) return [{ flow, part: 1 }];
      if (share === 'whole flows' && bucket === undefined) return [{ flow, part: 1, interval }];
      const part = partIn(flow, ...interval);
      return part === undefined ? [] : [{ flow, part, interval }];
    });
  const all = whole(window && [window.start, window.end]);
  const pieces: { bucket: Cell[]; counted: Counted }[] = [];
  if (bucket === undefined || !window) pieces.push(...all.map((counted) => ({ bucket: [], counted })));
  else
    for (let start = window.start; start < window.end; start += bucket)
      for (const counted of whole([start, Math.min(start + bucket, window.end)]))
        pieces.push({ bucket: [start], counted });
  const sides: readonly (0 | 1)[] = dimensions.some(({ kind }) => kind === 'either') ? [0, 1] : [0];
  const found = new Map<string, { key: Cell[]; counted: Counted[] }>();
  if (dimensions.length === 0 && bucket === undefined) found.set('[]', { key: [], counted: [] });
  for (const piece of pieces)
    for (const side of sides) {
      const key = [...piece.bucket, ...dimensions.map((dimension) => keyOf(dimension, piece.counted.flow, side))];
      const name = JSON.stringify(key);
      const group = found.get(name) ?? { key, counted: [] };
      found.set(name, group);
      group.counted.push(piece.counted);
    }
  const keys = [
    ...(bucket === undefined ? [] : ['bucket']),
    ...dimensions.map(dimensionKey),
    ...measures.map(measureKey),
  ];
  const rows = [...found.values()]
    .map(({ key, counted }) => [...key, ...measures.map((measure) => measured(measure, counted))])
    .filter((row) => {
      if (!having) return true;
      const terms = 'anyOf' in having ? having.anyOf : [having];
      return terms.some(({ by, atLeast }) => Number(row[keys.indexOf(by)] ?? -Infinity) >= atLeast);
    });
  return {
    keys,
    rows: sortRows(rows, keys, query, keys.length - measures.length),
    totals: Object.fromEntries(measures.map((measure) => [measureKey(measure), measured(measure, all)])),
  };
}
