/** What flows say of the interfaces of one directory's exporters. */
import { EVERY_FLOW } from '../../query/filter.js';
import type { FlowQuery } from '../../query/query.js';
import type { FlowStore } from '../../store/store.js';
import type { Period } from './counted-interfaces.js';

/** Flows of one interface, one way. */
export interface FlowSum {
  /** Records, which of sFlow are the samples. */
  records: number;
  /** As exported, and multiplied by the rates. */
  octets: number;
  packets: number;
  sampledOctets: number;
  /** Records that told no rate. */
  withoutRate: number;
}

/** By exporter, ifIndex, and way: `192.0.2.1 7 input`. */
export type InterfaceFlows = ReadonlyMap<string, FlowSum>;

export type Way = 'input' | 'output';

export function flowKey(exporter: string, ifIndex: number, way: Way): string {
  return `${exporter} ${ifIndex} ${way}`;
}

/** Which direction of sampling sees what goes that way by the interface itself. */
const OWN_DIRECTION = { input: 0, output: 1 } as const;

function question(directory: string, { start, end }: Period, way: Way): FlowQuery {
  const dimensions = (['exaddr', way, 'direction', 'sampling_rate'] as const).map((field) => ({
    kind: 'field' as const,
    field,
  }));
  return {
    sources: [{ kind: 'directory', path: directory }],
    window: { start, end, rule: 'any' },
    filter: EVERY_FLOW,
    share: 'part inside window',
    counters: 'as exported',
    select: {
      kind: 'groups',
      dimensions,
      measures: [{ measure: 'records' }, { measure: 'octets' }, { measure: 'packets' }],
      totals: 'none',
    },
    order: [],
  };
}

/**
 * Asks for both ways. Where an agent samples packets as they come in and as they go out, each is there twice: for an
 * interface that samples in the way's own direction, only these count.
 */
export async function interfaceFlows(
  store: FlowStore,
  directory: string,
  period: Period,
  signal: AbortSignal,
): Promise<InterfaceFlows> {
  const own = new Map<string, FlowSum>();
  const others = new Map<string, FlowSum>();
  for (const way of ['input', 'output'] as const) {
    const { rows } = await store.run(question(directory, period, way), { signal });
    for (const [exporter, ifIndex, direction, rate, records, octets, packets] of rows) {
      const into = direction === OWN_DIRECTION[way] ? own : others;
      add(into, flowKey(String(exporter), Number(ifIndex), way), {
        rate: Math.max(0, Number(rate ?? 0)),
        records: Number(records),
        octets: Number(octets),
        packets: Number(packets),
      });
    }
  }
  return new Map([...others, ...own]);
}

function add(
  sums: Map<string, FlowSum>,
  key: string,
  { rate, records, octets, packets }: { rate: number; records: number; octets: number; packets: number },
): void {
  const sum = sums.get(key) ?? { records: 0, octets: 0, packets: 0, sampledOctets: 0, withoutRate: 0 };
  const factor = Math.max(1, rate);
  sum.records += records;
  sum.sampledOctets += octets;
  sum.octets += octets * factor;
  sum.packets += packets * factor;
  if (rate === 0) sum.withoutRate += records;
  sums.set(key, sum);
}
