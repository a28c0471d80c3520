/** The Summary report (reference section 3.4): totals, averages and distributions as rows of item and value. */
import { DISTRIBUTIONS, distributionClasses } from './distribution.js';
import { SUMMARY_TIMES } from './select.js';

/** One line of the first part: its key, what it is called and in which unit. */
export interface SummaryItem {
  readonly key: string;
  readonly title: string;
  readonly unit: string;
  /** Whether the sampling multiplier applies. */
  readonly multiplied?: true;
  /** @param get value of a result column */
  readonly value: (get: (key: string) => number) => number | null;
}

type Get = (key: string) => number;

const time = (key: keyof typeof SUMMARY_TIMES) => (get: Get) => get(SUMMARY_TIMES[key].as);
const over = (amount: number, count: number): number | null => (count > 0 ? amount / count : null);
const totalTime = time('total_time');
/** By the exporter's clock, s. */
const realSeconds = (get: Get): number => time('last_export')(get) - time('first_export')(get);
/** By the exporter's uptime, ms. */
const flowMs = (get: Get): number => time('last_uptime')(get) - time('first_uptime')(get);
const flowSeconds = (get: Get): number => Math.floor(flowMs(get) / 1000);
const kbits = (get: Get): number => (get('octets') * 8) / 1000;

export const SUMMARY_ITEMS: readonly SummaryItem[] = [
  { key: 'total_flows', title: 'Total flows', unit: 'flows', multiplied: true, value: (get) => get('flows') },
  { key: 'total_octets', title: 'Total octets', unit: 'octets', multiplied: true, value: (get) => get('octets') },
  { key: 'total_packets', title: 'Total packets', unit: 'packets', multiplied: true, value: (get) => get('packets') },
  { key: 'total_time_ms', title: 'Total time of all flows', unit: 'ms', multiplied: true, value: totalTime },
  { key: 'duration_real_s', title: 'Duration of data, by export time', unit: 's', value: realSeconds },
  { key: 'duration_ms', title: 'Duration of data, by flow times', unit: 'ms', value: flowMs },
  {
    key: 'avg_flow_time_ms',
    title: 'Average flow time',
    unit: 'ms',
    value: (get) => over(totalTime(get), get('flows')),
  },
  {
    key: 'avg_packet_size',
    title: 'Average packet size',
    unit: 'octets',
    value: (get) => over(get('octets'), get('packets')),
  },
  {
    key: 'avg_flow_size',
    title: 'Average flow size',
    unit: 'octets',
    value: (get) => over(get('octets'), get('flows')),
  },
  {
    key: 'avg_packets_per_flow',
    title: 'Average packets per flow',
    unit: 'packets',
    value: (get) => over(get('packets'), get('flows')),
  },
  {
    key: 'avg_flows_per_s_flow',
    title: 'Average flows/s, by flow times',
    unit: 'flows/s',
    multiplied: true,
    value: (get) => over(get('flows'), flowSeconds(get)),
  },
  {
    key: 'avg_flows_per_s_real',
    title: 'Average flows/s, by export time',
    unit: 'flows/s',
    multiplied: true,
    value: (get) => over(get('flows'), realSeconds(get)),
  },
  {
    key: 'avg_kbits_per_s_flow',
    title: 'Average rate, by flow times',
    unit: 'kbit/s',
    multiplied: true,
    value: (get) => over(kbits(get), flowSeconds(get)),
  },
  {
    key: 'avg_kbits_per_s_real',
    title: 'Average rate, by export time',
    unit: 'kbit/s',
    multiplied: true,
    value: (get) => over(kbits(get), realSeconds(get)),
  },
];

/** Of the classes of a distribution: 0.25 is a quarter of the flows. */
const SHARE = 'of all flows';

/**
 * Rows of the Summary, each with its unit: the items, then the classes of each distribution as shares of the flows,
 * `packet_size<=64`.
 * @param get value of a result column
 */
export function summaryRows(get: Get, multiplier: number): (readonly [string, number | null, string])[] {
  const flows = get('flows');
  if (flows === 0) return [];
  const items = SUMMARY_ITEMS.map(({ key, value, multiplied, unit }) => {
    const result = value(get);
    return [key, result !== null && multiplied ? result * multiplier : result, unit] as const;
  });
  const shares = DISTRIBUTIONS.flatMap((distribution) =>
    distributionClasses(distribution).map(
      ({ as, label }) => [distribution.key + label, get(as) / flows, SHARE] as const,
    ),
  );
  return [...items, ...shares];
}
