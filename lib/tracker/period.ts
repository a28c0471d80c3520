/** The periods that are collected: 5 minutes each, aligned, from P₀ to P₁ without P₁ (reference section 12.3). */

/** Seconds since 1970. */
export type Seconds = number;

/** The step of the RRDs. */
export const PERIOD: Seconds = 300;

/** End of the last period that is over for `offset` seconds. */
export function lastPeriodEnd(now: Seconds, offset: Seconds): Seconds {
  return floorToPeriod(now - offset);
}

/** When the period after the one that ends at `end` is due. */
export function nextDue(end: Seconds, offset: Seconds): Seconds {
  return end + PERIOD + offset;
}

export function floorToPeriod(time: Seconds): Seconds {
  return Math.floor(time / PERIOD) * PERIOD;
}

export function ceilToPeriod(time: Seconds): Seconds {
  return Math.ceil(time / PERIOD) * PERIOD;
}

/** The ends of the periods after `start` up to `end`, both aligned. */
export function periodEnds(start: Seconds, end: Seconds): Seconds[] {
  return Array.from({ length: Math.max(0, (end - start) / PERIOD) }, (_, index) => start + (index + 1) * PERIOD);
}
