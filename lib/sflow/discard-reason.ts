/** Why a packet went nowhere, as sFlow says it and as the flow record does. */

/** Forwarding status of RFC 7270 section 4.12: a packet that was dropped, for a reason that is not known. */
const DROPPED = 128;

/**
 * Reasons of sFlow version 5: below 256 codes of ICMP Destination Unreachable; the rest are sFlow's own. The statuses are
 * those of RFC 7270: 129 access list, 131 no route, 133 too big, 137 time to live, 138 policer, 139 early drop.
 */
const STATUSES: ReadonlyMap<number, number> = new Map([
  [0, 131],
  [1, 131],
  [4, 133],
  [6, 131],
  [7, 131],
  [9, 129],
  [10, 129],
  [13, 129],
  [257, 137],
  [258, 129],
  [260, 139],
  [261, 138],
  [262, 133],
]);

/** The forwarding status of a packet discarded for a reason of sFlow. */
export function discardStatus(reason: number): number {
  return STATUSES.get(reason) ?? DROPPED;
}
