/** The reverse flows of biflows: those that had no packets are none (RFC 5103). */
import { extendedPlace, type RecordScratch } from './record-scratch.js';

const OCTETS = extendedPlace('doctets');
const PACKETS = extendedPlace('dpkts');

/** Of the records those that had any packets or octets, moved together. @returns how many */
export function withPackets({ layout, bytes, u32 }: RecordScratch, first: number, count: number): number {
  const { size } = layout;
  let kept = 0;
  for (let index = first; index < first + count; index++) {
    const [octets, packets] = [(index * size + OCTETS) >> 2, (index * size + PACKETS) >> 2];
    if ((u32[octets]! | u32[octets + 1]! | u32[packets]! | u32[packets + 1]!) === 0) continue;
    if (first + kept !== index) bytes.copyWithin((first + kept) * size, index * size, (index + 1) * size);
    kept++;
  }
  return kept;
}
