/** Comma separated values (reference section 5.7). */
import { fieldReader, type FlowBatch } from '../../flow/batch.js';
import { flowField, type FieldName } from '../../flow/field.js';
import type { RecordLayout } from '../../flow/layout.js';
import { headingOrder } from '../field-selection.js';
import { OctetText } from '../octet-text.js';
import type { ExportFormat } from './format.js';

/** Octets that a value takes at most: an address in quotes. */
export const LONGEST_VALUE = 17;

/** Writers of values as text. */
export function valueWriters(
  batch: FlowBatch,
  fields: readonly FieldName[],
): ((text: OctetText, index: number) => void)[] {
  return fields.map((name) => {
    const read = fieldReader(batch, name) ?? (() => 0);
    return flowField(name).type === 'ip'
      ? (text, index) => {
          text.address(read(index));
        }
      : (text, index) => {
          text.decimal(read(index));
        };
  });
}

/** The names of columns. `peer_nexthop` is called `nexthop`, and two names are exchanged, as in the original. */
export function headings(fields: readonly FieldName[]): string[] {
  return headingOrder(fields).map((name) => (name === 'peer_nexthop' ? 'nexthop' : name));
}

/** @param fields in the order of values; those that the layout lacks are left out */
export function csvFormat(layout: RecordLayout, fields: readonly FieldName[]): ExportFormat {
  const present = fields.filter((name) => layout.slots.has(name));
  const text = new OctetText();
  return {
    start: `#:${headings(present).join(',')}\n`,
    records(batch) {
      const values = valueWriters(batch, present);
      for (let index = 0; index < batch.count; index++) {
        text.room(values.length * (LONGEST_VALUE + 1) + 1);
        for (let place = 0; place < values.length; place++) {
          if (place > 0) text.ascii(',');
          values[place]!(text, index);
        }
        text.ascii('\n');
      }
      return text.take();
    },
  };
}
