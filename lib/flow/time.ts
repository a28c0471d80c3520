/** Absolute times of a flow from what the exporter sent (reference section 2.4). */

/** Milliseconds since 1970-01-01 UTC. */
export type Ms = number;

/** Unsigned 32-bit seconds, in ms: where the original's times begin anew. */
const TIMES = 2 ** 32 * 1000;
/** The original counts milliseconds in unsigned 64 bits: what is less than 0 counts from 2⁶⁴. */
const BELOW_ZERO = Number(2n ** 64n % BigInt(TIMES));

/**
 * Absolute time of `first` or `last`.
 * @param unixSecs exporter's clock when it sent the datagram, seconds
 * @param unixNsecs nanoseconds of the same
 * @param sysuptime milliseconds since the exporter booted, at the same moment
 * @param uptime `first` or `last`, milliseconds since boot
 * @param wrap `'correct'` treats an uptime that lies more than half the counter's range ahead of the export as one from
 *   before the 49.7-day wrap; `'as-is'` gives the original's result: 49.7 days in the future, and cut to unsigned 32-bit
 *   seconds
 */
export function absoluteMs(
  unixSecs: number,
  unixNsecs: number,
  sysuptime: number,
  uptime: number,
  wrap: 'correct' | 'as-is' = 'correct',
): Ms {
  const time = unixSecs * 1000 + Math.floor(unixNsecs / 1e6) - (sysuptime - uptime);
  if (wrap === 'correct') return uptime - sysuptime > 0x80000000 ? time - 0x100000000 : time;
  const counted = time < 0 ? time + BELOW_ZERO : time;
  return counted < TIMES ? counted : counted % TIMES; // a remainder of doubles is slow
}

/** Duration in ms as flow-tools counts it: the difference of the two uptimes modulo 2³². */
export function durationMs(first: number, last: number): number {
  return (last - first) >>> 0;
}
