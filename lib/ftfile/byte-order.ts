/** Records from one byte order to the other (reference sections 2 and 2.5). */
import type { FieldName } from '../flow/field.js';
import type { RecordLayout } from '../flow/layout.js';
import { flowRuns, hasContinuations } from './continuation.js';

/**
 * How a big-endian file of version 8.12 or 1005 was written: `correct`, or as the original's tools other than
 * flow-capture and flow-receive wrote it, with some fields in a wrong order.
 */
export type BigEndianStyle = 'correct' | 'original';

/** Fields that the original's tools leave in little-endian order. */
const LEFT_LITTLE: Readonly<Record<string, readonly FieldName[]>> = { '8.12': ['dst_as'], '1005': ['exaddr'] };
/** Fields that they write as their low 16 bits, high octet first, and two zero octets. */
const LOW_HALF: Readonly<Record<string, readonly FieldName[]>> = { '1005': ['src_tag', 'dst_tag'] };

/**
 * Turns whole records round in place; the operation is its own inverse for style `correct`. Continuations stay as they are.
 * @param bytes 4-aligned, a multiple of the record size
 * @param style `original` only makes sense towards little-endian
 */
export function swapRecords(bytes: Uint8Array, layout: RecordLayout, style: BigEndianStyle = 'correct'): void {
  if (!hasContinuations(layout, bytes)) swapFlows(bytes, layout, style);
  else for (const flows of flowRuns(layout, bytes)) swapFlows(flows, layout, style);
}

function swapFlows(bytes: Uint8Array, layout: RecordLayout, style: BigEndianStyle): void {
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2);
  const halves = new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length >> 1);
  const left = style === 'original' ? LEFT_LITTLE[layout.version] : undefined;
  const low = style === 'original' ? LOW_HALF[layout.version] : undefined;
  for (const { field, offset, bytes: width } of layout.swaps) {
    if (left?.includes(field)) continue;
    const isLow = low?.includes(field);
    if (width === 4 && !isLow) {
      for (let at = offset >> 2; at < words.length; at += layout.size >> 2) {
        words[at] = swapped(words[at] ?? 0);
      }
    } else if (width >= 8) {
      for (let at = offset >> 2; at < words.length; at += layout.size >> 2)
        for (let half = at; half < at + (width >> 2); half += 2) swapLong(words, half);
    } else {
      for (let at = offset >> 1; at < halves.length; at += layout.size >> 1) {
        const half = halves[at] ?? 0;
        halves[at] = (half << 8) | (half >>> 8);
      }
    }
  }
}

function swapped(word: number): number {
  return (word << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24);
}

/** A number of 64 bits; an address of 16 octets is two of them. */
function swapLong(words: Uint32Array, at: number): void {
  const low = words[at] ?? 0;
  words[at] = swapped(words[at + 1] ?? 0);
  words[at + 1] = swapped(low);
}
