/** Addresses without their host bits, for flows that leave the house. */
import { CommandError } from '../command/run.js';
import { readIpv4 } from '../flow/address-place.js';
import type { FlowBatch } from '../flow/batch.js';
import { isMulticast, parseShortIpv4 } from './endpoints.js';

/** -m of the commands that send. */
export const MASK_OPTION = {
  value: 'privacy_mask',
  text: 'AND source and destination addresses with this, multicast destinations excepted.',
} as const;

/**
 * The value of -m: a dotted quad or a hexadecimal number.
 * @throws CommandError
 */
export function maskOption(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const mask = /^0x[0-9a-f]{1,8}$/i.test(text) ? Number(text) : parseShortIpv4(text);
  if (mask === undefined) throw new CommandError(`-m ${text}: it must be a dotted quad`);
  return mask;
}

/** First octet of IPv6's multicast addresses. */
const MULTICAST6 = 0xff;

/** Of an IPv6 address the network of a site stays, 48 bits: a mask for IPv4 says nothing of it. */
function maskIpv6(words: Uint32Array, at: number): void {
  words[at] = (words[at] ?? 0) & 0xffff0000;
  words[at + 2] = 0;
  words[at + 3] = 0;
}

/** Hides hosts; multicast destinations, which are no hosts, stay. */
export function maskAddresses({ layout, bytes, count }: FlowBatch, mask: number): void {
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2);
  for (const field of ['srcaddr', 'dstaddr'] as const) {
    const slot = layout.slots.get(field);
    if (!slot) continue;
    for (let index = 0; index < count; index++) {
      const place = (index * layout.size + slot.offset) >> 2;
      if (slot.bytes === 16 && readIpv4(words, place) === undefined) {
        if (field === 'srcaddr' || (words[place + 1] ?? 0) >>> 24 !== MULTICAST6) maskIpv6(words, place);
        continue;
      }
      const at = slot.bytes === 16 ? place + 2 : place;
      const address = words[at] ?? 0;
      if (field === 'srcaddr' || !isMulticast(address)) words[at] = address & mask;
    }
  }
}
