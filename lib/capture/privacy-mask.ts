/** Addresses without their host bits, for flows that leave the house. */
import { CommandError } from '../command/run.js';
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

/** Hides hosts; multicast destinations, which are no hosts, stay. */
export function maskAddresses({ layout, bytes, count }: FlowBatch, mask: number): void {
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2);
  for (const field of ['srcaddr', 'dstaddr'] as const) {
    const slot = layout.slots.get(field);
    if (!slot) continue;
    for (let index = 0; index < count; index++) {
      const at = (index * layout.size + slot.offset) >> 2;
      const address = words[at] ?? 0;
      if (field === 'srcaddr' || !isMulticast(address)) words[at] = address & mask;
    }
  }
}
