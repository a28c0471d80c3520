/** The classes into which the Summary report sorts flows (reference section 3.4). */
import type { Range } from '../query/filter.js';
import type { Quantity } from '../query/quantity.js';
import type { CriterionName } from './criterion.js';

/** `upTo(4, 52, 4)` = 4, 8, … 52. */
function upTo(from: number, to: number, step: number): number[] {
  return Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, index) => from + index * step);
}

export interface Distribution {
  /** Also the filter field that a click on a class fills. */
  readonly key: CriterionName;
  readonly title: string;
  readonly unit: string;
  readonly quantity: Quantity;
  /** Upper limits of the classes, themselves included. */
  readonly limits: readonly number[];
  /** Whether what exceeds the last limit is a class too. */
  readonly beyond: 'a class' | 'not counted';
}

export const DISTRIBUTIONS: readonly Distribution[] = [
  {
    key: 'packet_size',
    title: 'Packet size',
    unit: 'octets',
    quantity: 'octets_per_packet',
    limits: [...upTo(32, 480, 32), 512, 544, 576, ...upTo(1024, 4608, 512)],
    beyond: 'not counted',
  },
  {
    key: 'packets_per_flow',
    title: 'Packets per flow',
    unit: 'packets',
    quantity: 'dpkts',
    limits: [1, 2, ...upTo(4, 52, 4), 60, ...upTo(100, 900, 100)],
    beyond: 'a class',
  },
  {
    key: 'octets_per_flow',
    title: 'Octets per flow',
    unit: 'octets',
    quantity: 'doctets',
    limits: [32, 64, 128, 256, ...upTo(512, 15872, 768)],
    beyond: 'a class',
  },
  {
    key: 'flow_time_ms',
    title: 'Flow time',
    unit: 'ms',
    quantity: 'duration',
    limits: [10, 50, 100, 200, 500, ...upTo(1000, 10000, 1000), ...upTo(12000, 30000, 2000)],
    beyond: 'a class',
  },
];

export interface DistributionClass {
  /** Name of the result column that counts its flows. */
  readonly as: string;
  /** `<=32`, or `>900` for what exceeds the last limit. */
  readonly label: string;
  readonly range: Range<number>;
}

/** The classes of one distribution, rising; each value belongs to one at most. */
export function distributionClasses({ key, limits, beyond }: Distribution): DistributionClass[] {
  const classes = limits.map((limit, index) => ({
    as: `${key}_${limit}`,
    label: `<=${limit}`,
    range: { lo: index === 0 ? 0 : (limits[index - 1] ?? 0) + 1, hi: limit },
  }));
  const last = limits.at(-1) ?? 0;
  const rest = { as: `${key}_beyond`, label: `>${last}`, range: { lo: last + 1, hi: Number.MAX_SAFE_INTEGER } };
  return beyond === 'a class' ? [...classes, rest] : classes;
}
