/** A run of flow records of one layout: what decoders, files and stores hand to each other. */
import type { FieldName } from './field.js';
import type { RecordLayout } from './layout.js';

/**
 * `count` records back to back, in the container's record layout and always little-endian, whatever the byte order of
 * the file or datagram they came from. `bytes.byteOffset` is a multiple of 4 and `bytes.length` is
 * `count × layout.size`, so that the records can be viewed as a Uint32Array or Uint16Array. A consumer that keeps a
 * batch beyond the call that handed it over must copy it.
 */
export interface FlowBatch {
  readonly layout: RecordLayout;
  readonly bytes: Uint8Array;
  readonly count: number;
}

/**
 * Reader of one field's value in any record of a batch. The record layouts are at most 32 bits wide in each field.
 * @returns a function from record index to value, or undefined if the layout lacks the field
 */
export function fieldReader(batch: FlowBatch, field: FieldName): ((index: number) => number) | undefined {
  const slot = batch.layout.slots.get(field);
  if (!slot) return undefined;
  const { bytes, layout } = batch;
  const { offset } = slot;
  if (slot.bytes === 1) return (index) => bytes[index * layout.size + offset] ?? 0;
  if (slot.bytes === 2) {
    const view = new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length >> 1);
    return (index) => view[(index * layout.size + offset) >> 1] ?? 0;
  }
  const view = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2);
  return (index) => view[(index * layout.size + offset) >> 2] ?? 0;
}
