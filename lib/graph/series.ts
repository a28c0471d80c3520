/** The values of a graph, one for each bucket of its window, and where there is nothing to have values of. */
import type { Ms } from '../flow/time.js';
import { readSums } from './sums.js';
import type { Result } from '../store/store.js';
import { rateOf, type GraphType } from './graphtype.js';

export interface Buckets {
  readonly start: Ms;
  /** The last bucket ends here, and may be shorter. */
  readonly end: Ms;
  readonly length: Ms;
}

export function bucketCount({ start, end, length }: Buckets): number {
  return Math.ceil((end - start) / length);
}

export function bucketStart({ start, length }: Buckets, index: number): Ms {
  return start + index * length;
}

/** Its own length, which is less for a short last bucket. */
export function lengthOf(buckets: Buckets, index: number): Ms {
  return Math.min(buckets.length, buckets.end - bucketStart(buckets, index));
}

export interface Series {
  readonly values: Float64Array;
  /** 1 for each bucket in which a flow of the query was alive. */
  readonly alive: Uint8Array;
}

/** The mean per second of each bucket. @param result with the columns `bucket` and `sum` */
export function readSeries(result: Result, buckets: Buckets, type: GraphType, multiplier: number): Series {
  const count = bucketCount(buckets);
  const series = { values: new Float64Array(count), alive: new Uint8Array(count) };
  for (const { bucket, sum } of readSums(result)) {
    const index = Math.round((bucket - buckets.start) / buckets.length);
    series.values[index] = rateOf(type, sum * multiplier, lengthOf(buckets, index));
    series.alive[index] = 1;
  }
  return series;
}

/** First bucket, and the one behind the last. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** Stretches of at least so many buckets in which no flow was alive. */
export function emptyStretches(alive: Uint8Array, least: number): Stretch[] {
  const found: Stretch[] = [];
  let from = 0;
  for (let index = 0; index <= alive.length; index++) {
    if (index < alive.length && alive[index] === 0) continue;
    if (index - from >= least && index > from) found.push({ from, to: index });
    from = index + 1;
  }
  return found;
}
