/** flow-export -f 0. */
import { fieldReader, type FlowBatch } from '../../flow/batch.js';
import type { FieldName } from '../../flow/field.js';
import type { RecordLayout } from '../../flow/layout.js';
import { cflowdFields, cflowdMaskOf, type CflowdField } from '../cflowd.js';
import { originalMs } from '../local-text.js';
import type { ExportFormat } from './format.js';

/** Values as cflowd has them: of times, the seconds. */
function reader(batch: FlowBatch, { field, isTime }: CflowdField): (index: number) => number {
  const read = (name: FieldName) => fieldReader(batch, name) ?? (() => 0);
  const value = read(field);
  if (!isTime) return value;
  const [secs, nsecs, uptime] = [read('unix_secs'), read('unix_nsecs'), read('sysuptime')];
  return (index) => Math.floor(originalMs(secs(index), nsecs(index), uptime(index), value(index)) / 1000) >>> 0;
}

/** @param mask cflowd's; bits of fields that the layout lacks are cleared; default all that it has */
export function cflowdFormat(layout: RecordLayout, mask = cflowdMaskOf(layout)): ExportFormat {
  const fields = cflowdFields(mask).filter(({ field }) => layout.slots.has(field));
  const present = cflowdFields(0xffffff).reduce(
    (bits, field, bit) => (fields.includes(field) ? bits | (1 << bit) : bits),
    0,
  );
  const size = 4 + fields.reduce((sum, { bytes }) => sum + bytes, 0);
  return {
    start: '',
    records(batch) {
      const readers = fields.map((field) => ({ read: reader(batch, field), bytes: field.bytes }));
      const octets = Buffer.alloc(batch.count * size);
      let at = 0;
      for (let index = 0; index < batch.count; index++) {
        at = octets.writeUInt32BE(present, at);
        for (const { read, bytes } of readers) at = octets.writeUIntBE(read(index), at, bytes);
      }
      return octets;
    },
  };
}
