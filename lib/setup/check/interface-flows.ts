/** What flows say of the interfaces of one directory's exporters. */
import { EVERY_FLOW } from '../../query/filter.js';
import type { FlowQuery } from '../../query/query.js';
import type { FlowStore } from '../../store/store.js';
import type { Period } from './counted-interfaces.js';

/** Flows of one interface, one way. */
export interface FlowSum {
  /** Records, which of sFlow are the samples. */
  records: number;
  /** Multiplied by the rates of sampling, those that the configuration gives among them. */
  octets: number;
  packets: number;
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
  const dimensions = (['exaddr', way, 'direction', 'sampling_source'] as const).map((field) => ({
    kind: 'field' as const,
    field,
  }));
  return {
    sources: [{ kind: 'directory', path: directory }],
    window: { start, end, rule: 'any' },
    filter: EVERY_FLOW,
    share: 'part inside window',
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
    for (const [exporter, ifIndex, direction, toldBy, records, octets, packets] of rows) {
      const sums = direction === OWN_DIRECTION[way] ? own : others;
      const key = flowKey(String(exporter), Number(ifIndex), way);
      const sum = sums.get(key) ?? { records: 0, octets: 0, packets: 0, withoutRate: 0 };
      sum.records += Number(records);
      sum.octets += Number(octets);
      sum.packets += Number(packets);
      if (Number(toldBy ?? 0) === 0) sum.withoutRate += Number(records);
      sums.set(key, sum);
    }
  }
  return new Map([...others, ...own]);
}
