/** Comma separated values (reference section 5.7). */
import { formatIpv4 } from '../../flow/address.js';
import { fieldReader, type FlowBatch } from '../../flow/batch.js';
import { flowField, type FieldName } from '../../flow/field.js';
import type { RecordLayout } from '../../flow/layout.js';
import { headingOrder } from '../field-selection.js';
import type { ExportFormat } from './format.js';

/** Readers of values as text. */
export function valueTexts(batch: FlowBatch, fields: readonly FieldName[]): ((index: number) => string)[] {
  return fields.map((name) => {
    const read = fieldReader(batch, name) ?? (() => 0);
    return flowField(name).type === 'ip' ? (index) => formatIpv4(read(index)) : (index) => String(read(index));
  });
}

/** The names of columns. `peer_nexthop` is called `nexthop`, and two names are exchanged, as in the original. */
export function headings(fields: readonly FieldName[]): string[] {
  return headingOrder(fields).map((name) => (name === 'peer_nexthop' ? 'nexthop' : name));
}

/** @param fields in the order of values; those that the layout lacks are left out */
export function csvFormat(layout: RecordLayout, fields: readonly FieldName[]): ExportFormat {
  const present = fields.filter((name) => layout.slots.has(name));
  return {
    start: `#:${headings(present).join(',')}\n`,
    records(batch) {
      const texts = valueTexts(batch, present);
      let lines = '';
      for (let index = 0; index < batch.count; index++) {
        let separator = '';
        for (const text of texts) {
          lines += separator + text(index);
          separator = ',';
        }
        lines += '\n';
      }
      return lines;
    },
  };
}
