/** Values made ready for so many pixels: where one stands for several, their mean and the highest, so that no peak is lost. */
import type { Ms } from '../flow/time.js';
import { bucketStart, lengthOf, type Buckets } from './series.js';

/** One step of the line: a value from `start` to `end`. */
export interface Step {
  readonly start: Ms;
  readonly end: Ms;
  readonly mean: number;
  readonly peak: number;
}

/** Whether a step lies in one of the gaps: a value within it shows, however short it is beside the gap. */
export function isWithin(
  { start, end, peak }: Step,
  gaps: readonly { readonly start: Ms; readonly end: Ms }[],
): boolean {
  const middle = (start + end) / 2;
  return peak === 0 && gaps.some((gap) => gap.start <= middle && middle < gap.end);
}

/** Values that one of at most `most` steps stands for. */
export function stepLength(values: number, most: number): number {
  return Math.max(1, Math.ceil(values / most));
}

/** At most `most` steps, each of the same number of buckets. */
export function steps(values: Float64Array, buckets: Buckets, most: number): Step[] {
  const each = stepLength(values.length, most);
  const found: Step[] = [];
  for (let from = 0; from < values.length; from += each) {
    const to = Math.min(values.length, from + each);
    let [sum, length, peak] = [0, 0, 0];
    for (let index = from; index < to; index++) {
      const value = values[index] ?? 0;
      const weight = lengthOf(buckets, index);
      sum += value * weight;
      length += weight;
      peak = Math.max(peak, value);
    }
    const last = bucketStart(buckets, to - 1) + lengthOf(buckets, to - 1);
    found.push({ start: bucketStart(buckets, from), end: last, mean: sum / length, peak });
  }
  return found;
}
