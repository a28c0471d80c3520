/** Absolute times of a flow from what the exporter sent (reference section 2.4). */

/** Milliseconds since 1970-01-01 UTC. */
export type Ms = number;

/**
 * Absolute time of `first` or `last`.
 * @param unixSecs exporter's clock when it sent the datagram, seconds
 * @param unixNsecs nanoseconds of the same
 * @param sysuptime milliseconds since the exporter booted, at the same moment
 * @param uptime `first` or `last`, milliseconds since boot
 * @param wrap `'correct'` treats an uptime that lies more than half the counter's range ahead of the export as one from
 *   before the 49.7-day wrap; `'as-is'` gives the original's result, 49.7 days in the future
 */
export function absoluteMs(
  unixSecs: number,
  unixNsecs: number,
  sysuptime: number,
  uptime: number,
  wrap: 'correct' | 'as-is' = 'correct',
): Ms {
  const ago = sysuptime - uptime;
  const wrapped = wrap === 'correct' && ago < -0x80000000 ? 0x100000000 : 0;
  return unixSecs * 1000 + Math.floor(unixNsecs / 1e6) - ago - wrapped;
}

/** Duration in ms as flow-tools counts it: the difference of the two uptimes modulo 2³². */
export function durationMs(first: number, last: number): number {
  return (last - first) >>> 0;
}
