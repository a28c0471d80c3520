/** Where classic records of ICMP have the type and code: in the destination port, the type times 256, and the code. */
import type { FieldName } from './field.js';

/** The protocol whose destination port it is; classic records know no ICMPv6. */
export const ICMP = 1;

/** Fields that type and code follow from. */
export const ICMP_FROM = ['prot', 'dstport'] as const satisfies readonly FieldName[];

/** Octets of the destination port, by the bits behind each. */
export const ICMP_SHIFTS: ReadonlyMap<FieldName, number> = new Map([
  ['icmp_type', 8],
  ['icmp_code', 0],
]);

/** What both are of other protocols. */
export const NO_ICMP = 255;
