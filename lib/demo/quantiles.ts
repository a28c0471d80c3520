/** Distributions as tables of quantiles: one look-up makes a draw, and no draw exceeds the largest entry. */

/** Entries of a table, a power of two: a draw is `table[bits & QUANTILE_MASK]`. */
export const QUANTILES = 4096;
export const QUANTILE_MASK = QUANTILES - 1;

/** Quantile of the standard normal distribution; Acklam's rational approximation is far better than needed here. */
function normalQuantile(p: number): number {
  if (p > 0.5) return -normalQuantile(1 - p);
  if (p < 0.02425) {
    const q = Math.sqrt(-2 * Math.log(p));
    const top = ((((-0.007784894 * q - 0.32239646) * q - 2.4007583) * q - 2.5497325) * q + 4.3746641) * q + 2.938164;
    return top / ((((0.007784696 * q + 0.32246713) * q + 2.4451341) * q + 3.7544087) * q + 1);
  }
  const q = p - 0.5;
  const r = q * q;
  const top = (((((-39.69683 * r + 220.9461) * r - 275.92851) * r + 138.35775) * r - 30.664798) * r + 2.5066283) * q;
  return top / (((((-54.476099 * r + 161.58584) * r - 155.69898) * r + 66.801312) * r - 13.280682) * r + 1);
}

/**
 * Lognormal: most values near the median, a few hundreds of times as large, as sizes and durations of flows are.
 * @param sigma standard deviation of the logarithm; 0 makes every draw the median
 */
export function lognormal(median: number, sigma: number, range: { min: number; max: number }): Int32Array {
  return Int32Array.from({ length: QUANTILES }, (_, index) => {
    const value = median * Math.exp(sigma * normalQuantile((index + 0.5) / QUANTILES));
    return Math.round(Math.min(range.max, Math.max(range.min, value)));
  });
}

/**
 * Indexes by weight: entry counts are proportional to the weights, and every index has at least one entry.
 * @param weights at most `size` of them
 * @param size a power of two
 */
export function weighted(weights: readonly number[], size = QUANTILES): Uint16Array {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const spare = size - weights.length;
  const table = new Uint16Array(size);
  let at = 0;
  let cumulative = 0;
  weights.forEach((weight, index) => {
    cumulative += weight;
    const end = index + 1 + Math.round((spare * cumulative) / total);
    table.fill(index, at, end);
    at = end;
  });
  return table;
}

/** Weights of ranks 1 to `count` by Zipf's law. */
export function zipf(count: number, exponent: number): number[] {
  return Array.from({ length: count }, (_, index) => (index + 1) ** -exponent);
}
