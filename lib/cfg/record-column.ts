/** Fields of a batch's records as plain array places, for transforms that run over millions of records. */
import type { FlowBatch } from '../flow/batch.js';
import type { FieldName } from '../flow/field.js';
import type { RecordLayout } from '../flow/layout.js';

/** The record at `index` has its value at `array[index * stride + start]`. */
export interface Column {
  readonly array: Uint8Array | Uint16Array | Uint32Array;
  readonly start: number;
  readonly stride: number;
}

/**
 * The place of a field in a batch, to be read and written.
 * @throws RangeError if the layout lacks the field: see {@link hasFields}
 */
export function column({ layout, bytes }: FlowBatch, field: FieldName): Column {
  const slot = layout.slots.get(field);
  if (!slot || slot.bytes === 8 || slot.bytes === 16)
    throw new RangeError(`record ${layout.version} has no plain ${field}`);
  const { buffer, byteOffset, length } = bytes;
  const place = { start: slot.offset / slot.bytes, stride: layout.size / slot.bytes };
  switch (slot.bytes) {
    case 1:
      return { array: bytes, ...place };
    case 2:
      return { array: new Uint16Array(buffer, byteOffset, length >> 1), ...place };
    case 4:
      return { array: new Uint32Array(buffer, byteOffset, length >> 2), ...place };
  }
}

/** The value in one record. */
export function valueAt({ array, start, stride }: Column, record: number): number {
  return array[record * stride + start] ?? 0;
}

/** Sets the value in one record, cut to the field's width. */
export function setValueAt({ array, start, stride }: Column, record: number, value: number): void {
  array[record * stride + start] = value;
}

/** True if a layout has all of the fields. */
export function hasFields(layout: RecordLayout, fields: Iterable<FieldName>): boolean {
  for (const field of fields) if (!layout.slots.has(field)) return false;
  return true;
}
