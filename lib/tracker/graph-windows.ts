/** The five graphs of a tracking or group (reference section 5.7): one row each. */
import type { Seconds } from './period.js';

export interface GraphWindow {
  /** Name of the file, without its ending. */
  readonly name: string;
  /** Behind the label. */
  readonly title: string;
  readonly length: Seconds;
  /** Time that one value stands for: the graph changes so often. */
  readonly resolution: Seconds;
  /** What a value is. */
  readonly remark: string;
  /** Whether the highest 5 minutes are more than the values themselves show. */
  readonly peak: 'drawn' | 'left out';
  /** Where rrdtool's own choice of grid is unfit. */
  readonly grid?: string;
}

const DAY: Seconds = 86_400;

export const GRAPH_WINDOWS: readonly GraphWindow[] = [
  {
    name: 'daily',
    title: 'Last 24 Hours',
    length: DAY,
    resolution: 300,
    remark: 'Data collected over 5 minute periods',
    peak: 'left out',
  },
  {
    name: 'weekly',
    title: 'Last 7 Days',
    length: 7 * DAY,
    resolution: 1800,
    remark: 'Data averaged over 30 minute periods',
    peak: 'drawn',
  },
  {
    name: 'monthly',
    title: 'Last 4 Weeks',
    length: 28 * DAY,
    resolution: 7200,
    remark: 'Data averaged over 2 hour periods',
    peak: 'drawn',
  },
  {
    name: 'yearly',
    title: 'Last 12 Months',
    length: 365 * DAY,
    resolution: DAY,
    remark: 'Data averaged over 24 hour periods',
    peak: 'drawn',
  },
  {
    name: 'threeyears',
    title: 'Last Three Years',
    length: 1095 * DAY,
    resolution: DAY,
    remark: 'Data averaged over 24 hour periods',
    peak: 'drawn',
    grid: 'MONTH:1:YEAR:1:MONTH:2:2800000:%b',
  },
];
