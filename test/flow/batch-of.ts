/** Batches made of field values, and back. */
import assert from 'node:assert/strict';
import { fieldReader, type FlowBatch } from '../../lib/flow/batch.js';
import type { FieldName } from '../../lib/flow/field.js';
import { recordLayout } from '../../lib/flow/layout.js';
import type { ExportVersion } from '../../lib/flow/version.js';

export type Values = Partial<Record<FieldName, number>>;

/** A batch whose n-th record has the fields that `values` gives for n, the others 0. */
export function batchOf(version: ExportVersion, count: number, values: (record: number) => Values): FlowBatch {
  const layout = recordLayout(version);
  const bytes = new Uint8Array(count * layout.size);
  const view = new DataView(bytes.buffer);
  for (let record = 0; record < count; record++)
    for (const [field, value] of Object.entries(values(record))) {
      const slot = layout.slots.get(field as FieldName); // keys of Values
      assert.ok(slot, field);
      const at = record * layout.size + slot.offset;
      if (slot.bytes === 1) view.setUint8(at, value);
      else if (slot.bytes === 2) view.setUint16(at, value, true);
      else view.setUint32(at, value, true);
    }
  return { layout, bytes, count };
}

/** The values of some fields of one record. */
export function valuesOf(batch: FlowBatch, record: number, ...fields: FieldName[]): number[] {
  return fields.map((field) => {
    const read = fieldReader(batch, field);
    assert.ok(read, field);
    return read(record);
  });
}
