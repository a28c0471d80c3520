/** The types of graph (reference section 4.1): what each value of a bucket is, and which flows stand below the graph. */
import type { CounterName } from '../query/query.js';
import type { Ms } from '../flow/time.js';

export interface GraphType {
  /** Of the parameter `graph_type`. */
  readonly value: string;
  readonly label: string;
  /** What the values are, as the picture's title says it. */
  readonly axis: string;
  /** Behind numbers, with a prefix before it: 1.5 Mbit/s. Empty where they are plain counts. */
  readonly unit: string;
  readonly counter: Extract<CounterName, 'octets' | 'packets' | 'starts' | 'active'>;
  /** Lines below the graph: flows added up by their ends, or each alone (the "Analysis" types of the original). */
  readonly lines: 'pairs' | 'flows';
  /** The largest of these stand there. */
  readonly by: 'octets' | 'packets' | 'flows';
}

const BITS = { axis: 'Bits/Second', unit: 'bit/s', counter: 'octets', by: 'octets' } as const;
const PACKETS = { axis: 'Packets/Second', unit: 'packets/s', counter: 'packets', by: 'packets' } as const;
const BEGUN = { axis: 'Flows Initiated/Second', unit: 'flows/s', counter: 'starts', by: 'flows' } as const;
const ACTIVE = { axis: 'Flows Active', unit: 'flows', counter: 'active', by: 'octets' } as const;

export const GRAPH_TYPES = [
  { value: 'bps', label: 'Bits/Second', ...BITS, lines: 'pairs' },
  { value: 'pps', label: 'Packets/Second', ...PACKETS, lines: 'pairs' },
  { value: 'fpsi', label: 'Flows Initiated/Second', ...BEGUN, lines: 'pairs' },
  { value: 'fpsa', label: 'Flows Active', ...ACTIVE, lines: 'flows' },
  { value: 'bpsa', label: 'Bits/Second - Analysis', ...BITS, lines: 'flows' },
  { value: 'ppsa', label: 'Packets/Second - Analysis', ...PACKETS, lines: 'flows' },
  { value: 'fpsia', label: 'Flows Initiated/Second - Analysis', ...BEGUN, lines: 'flows', by: 'octets' },
  { value: 'fpsaa', label: 'Flows Active - Analysis', ...ACTIVE, lines: 'flows' },
] as const satisfies readonly GraphType[];

/** Values that older versions stored. */
export const OLDER_GRAPH_TYPES: Readonly<Record<string, (typeof GRAPH_TYPES)[number]['value']>> = {
  Bits: 'bps',
  Bits_P: 'bps',
  Packets: 'pps',
  Packets_P: 'pps',
  Flows: 'fpsi',
  Flows_I: 'fpsi',
  Flows_P: 'fpsa',
};

/** Units of the counter that make one of the graph: 8 bits an octet, 1000 ms of a flow a second. */
const FACTOR = { octets: 8, packets: 1, starts: 1, active: 1 / 1000 } as const;

/** The mean per second of what a bucket has counted. @param length of the bucket */
export function rateOf({ counter }: Pick<GraphType, 'counter'>, sum: number, length: Ms): number {
  return (FACTOR[counter] * sum) / (length / 1000);
}
