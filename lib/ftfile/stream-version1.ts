/** Records of stream version 1 files as records of NetFlow v1 or v5 (reference section 1.8). */
import type { RecordLayout } from '../flow/layout.js';
import type { ByteOrder } from './header.js';

/** Octets of a record, whatever its version. */
export const VERSION_1_RECORD = 60;

/** Source offset, target offset, width; the tail is taken by v5 only. */
const MOVES = [
  [0, 0, 4],
  [8, 16, 4],
  [12, 20, 4],
  [16, 24, 4],
  [20, 28, 2],
  [22, 30, 2],
  [24, 32, 4],
  [28, 36, 4],
  [32, 40, 4],
  [36, 44, 4],
  [40, 48, 2],
  [42, 50, 2],
  [46, 52, 1],
  [47, 53, 1],
  [48, 54, 1],
] as const;
const MOVES_5 = [
  [52, 60, 2],
  [54, 62, 2],
  [56, 58, 1],
  [57, 59, 1],
] as const;

/**
 * Translates whole records. Milliseconds become nanoseconds; uptime and exporter were not recorded and are 0, so that
 * dates computed from first and last are meaningless for such files.
 * @param layout of version 1 or 5
 */
export function translateVersion1(records: Uint8Array, byteOrder: ByteOrder, layout: RecordLayout): Uint8Array {
  const count = Math.floor(records.length / VERSION_1_RECORD);
  const from = new DataView(records.buffer, records.byteOffset, records.length);
  const translated = new Uint8Array(count * layout.size);
  const to = new DataView(translated.buffer);
  const little = byteOrder === 'little';
  const moves = layout.version === '5' ? [...MOVES, ...MOVES_5] : MOVES;
  for (let index = 0; index < count; index++) {
    const source = index * VERSION_1_RECORD;
    const target = index * layout.size;
    for (const [offset, place, width] of moves) {
      if (width === 4) to.setUint32(target + place, from.getUint32(source + offset, little), true);
      else if (width === 2) to.setUint16(target + place, from.getUint16(source + offset, little), true);
      else to.setUint8(target + place, from.getUint8(source + offset));
    }
    to.setUint32(target + 4, from.getUint32(source + 4, little) * 1e6, true);
  }
  return translated;
}
