/** Comma separated values (reference section 5.7). */
import { formatAddress } from '../../flow/address.js';
import { addressReader, fieldReader, type FlowBatch } from '../../flow/batch.js';
import { flowField, type FieldName } from '../../flow/field.js';
import { hasField, type RecordLayout } from '../../flow/layout.js';
import { formatMac } from '../../flow/mac.js';
import { EXTENDED, type ExportVersion } from '../../flow/version.js';
import { headingOrder } from '../field-selection.js';
import { OctetText } from '../octet-text.js';
import type { ExportFormat } from './format.js';

/** Octets that a value takes at most: an address in quotes. */
export const LONGEST_VALUE = 41;

/** Writes a value of record `index`. */
export type WriteValue = (text: OctetText, index: number) => void;

/**
 * Writers of values as text.
 * @param quote stands around what is no number
 * @param nothing stands for what the exporter did not tell
 */
export function valueWriters(
  batch: FlowBatch,
  fields: readonly FieldName[],
  { quote = '', nothing = '' }: { readonly quote?: string; readonly nothing?: string } = {},
): WriteValue[] {
  return fields.map((name): WriteValue => {
    const { type, none } = flowField(name);
    const read = fieldReader(batch, name) ?? (() => 0);
    const addresses = addressReader(batch, name);
    if (type === 'mac')
      return (text, index) => {
        text.ascii(`${quote}${formatMac(read(index))}${quote}`);
      };
    if (type === 'ip' && batch.layout.version === EXTENDED && addresses)
      return (text, index) => {
        text.ascii(`${quote}${formatAddress(addresses(index))}${quote}`);
      };
    if (type === 'ip')
      return (text, index) => {
        text.ascii(quote);
        text.address(read(index));
        text.ascii(quote);
      };
    if (none === undefined)
      return (text, index) => {
        text.decimal(read(index));
      };
    return (text, index) => {
      if (read(index) === none) text.ascii(nothing);
      else text.decimal(read(index));
    };
  });
}

/** The names of columns. Of classic records `peer_nexthop` is called `nexthop`, and two names are exchanged, as in the original. */
export function headings(fields: readonly FieldName[], version?: ExportVersion): string[] {
  if (version === EXTENDED) return [...fields];
  return headingOrder(fields).map((name) => (name === 'peer_nexthop' ? 'nexthop' : name));
}

/** @param fields in the order of values; those that the layout lacks are left out */
export function csvFormat(layout: RecordLayout, fields: readonly FieldName[]): ExportFormat {
  const present = fields.filter((name) => hasField(layout, name));
  const text = new OctetText();
  return {
    start: `#:${headings(present, layout.version).join(',')}\n`,
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
