/** The four statistics of a graph (reference sections 4.4 and 12.3). */

export type StatisticsFrom = 'All' | 'Nonzeroes';

export interface Statistics {
  readonly max: number;
  readonly pct95: number;
  readonly avg: number;
  readonly min: number;
  /** Values that average, minimum and percentile are over. */
  readonly count: number;
}

/**
 * Over the values of the buckets, each weighing the same, also a short last one. The 95th percentile is element
 * ⌊0.95·n⌋ of the n rising values, of those above zero n − (m − ⌊0.95·m⌋), m being their number.
 * @returns undefined where there is no value to look at
 */
export function statistics(values: Float64Array, from: StatisticsFrom): Statistics | undefined {
  const rising = values.slice().sort();
  const n = rising.length;
  const zeros = from === 'All' ? 0 : rising.findIndex((value) => value > 0);
  if (n === 0 || zeros < 0) return undefined;
  const counted = rising.subarray(zeros);
  const m = counted.length;
  return {
    max: rising[n - 1]!,
    pct95: counted[Math.floor(0.95 * m)]!,
    avg: counted.reduce((sum, value) => sum + value, 0) / m,
    min: counted[0]!,
    count: m,
  };
}

/** In the order of the original's picture. */
export const STATISTICS = [
  { key: 'max', label: 'Maximum' },
  { key: 'pct95', label: '95th Pct.' },
  { key: 'avg', label: 'Average' },
  { key: 'min', label: 'Minimum' },
] as const satisfies readonly { key: keyof Statistics; label: string }[];

/** The same, as short as beside a line of the picture. */
export const MARKS = [
  { key: 'max', label: 'max' },
  { key: 'pct95', label: '95 %' },
  { key: 'avg', label: 'avg' },
  { key: 'min', label: 'min' },
] as const satisfies readonly { key: keyof Statistics; label: string }[];
