/** Type and code of ICMP and the destination port of extended records: whichever is told, both have it. */
import { extendedPlace, type RecordScratch } from './record-scratch.js';

const PROTOCOL = extendedPlace('prot');
const PORT = extendedPlace('dstport');
const TYPE = extendedPlace('icmp_type');
const CODE = extendedPlace('icmp_code');

const ICMP = 1;
const ICMPV6 = 58;
/** Stands in both where there is neither. */
const NONE = 255;

/** Type and code stand in the destination port where a router knows no better place, and there in reports. */
export function fillIcmp({ layout, bytes, u16 }: RecordScratch, first: number, count: number): void {
  for (let index = 0, base = first * layout.size; index < count; index++, base += layout.size) {
    const protocol = bytes[base + PROTOCOL];
    if (protocol !== ICMP && protocol !== ICMPV6) {
      bytes[base + TYPE] = NONE; // of other protocols it is no type, whatever the template has room for
      bytes[base + CODE] = NONE;
    } else if (bytes[base + TYPE] === NONE && bytes[base + CODE] === NONE) {
      const port = u16[(base + PORT) >> 1]!;
      bytes[base + TYPE] = port >> 8;
      bytes[base + CODE] = port & 255;
    } else if (u16[(base + PORT) >> 1] === 0) {
      u16[(base + PORT) >> 1] = bytes[base + TYPE]! * 256 + bytes[base + CODE]!;
    }
  }
}
