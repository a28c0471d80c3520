/** Comma separated values (reference section 5.7). */
import { siteElements } from '../../cfg/site-elements.js';
import { formatAddress } from '../../flow/address.js';
import { addressReader, fieldReader, type FlowBatch } from '../../flow/batch.js';
import { flowField } from '../../flow/field.js';
import { hasField, type RecordLayout } from '../../flow/layout.js';
import { formatMac } from '../../flow/mac.js';
import { EXTENDED, type ExportVersion } from '../../flow/version.js';
import { pairsLine } from '../../netflow/pair-names.js';
import { ELEMENTS, headingOrder, type Column } from '../field-selection.js';
import { OctetText } from '../octet-text.js';
import type { ExportFormat } from './format.js';

/** Octets that a value takes at most: an address in quotes. */
export const LONGEST_VALUE = 41;

/** Writes a value of record `index`. */
export type WriteValue = (text: OctetText, index: number) => void;

interface ValueStyle {
  /** Stands around what is no number. */
  readonly quote?: string;
  /** Stands for what the exporter did not tell. */
  readonly nothing?: string;
  /** A text of any characters as one value. */
  readonly quoted?: (text: string) => string;
}

/** RFC 4180 section 2: in quotes where it has commas or quotes. */
function csvQuoted(text: string): string {
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Octets of UTF-8 for a character of a string, at most. */
const UTF8 = 3;

/** Makes room itself, also for a value behind it. */
function elementsWriter({ pairs }: FlowBatch, nothing: string, quoted: (text: string) => string): WriteValue {
  const registry = siteElements();
  return (text, index) => {
    const line = pairsLine(pairs?.[index], registry);
    const value = line === '' ? nothing : quoted(line);
    text.room(UTF8 * value.length + LONGEST_VALUE);
    text.string(value);
  };
}

/** Writers of values as text. */
export function valueWriters(
  batch: FlowBatch,
  columns: readonly Column[],
  { quote = '', nothing = '', quoted = csvQuoted }: ValueStyle = {},
): WriteValue[] {
  return columns.map((name): WriteValue => {
    if (name === ELEMENTS) return elementsWriter(batch, nothing, quoted);
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
export function headings(columns: readonly Column[], version?: ExportVersion): string[] {
  if (version === EXTENDED) return [...columns];
  return headingOrder(columns).map((name) => (name === 'peer_nexthop' ? 'nexthop' : name));
}

/** @param columns in the order of values; those that the layout lacks are left out */
export function csvFormat(layout: RecordLayout, columns: readonly Column[]): ExportFormat {
  const present = columns.filter((name) => name === ELEMENTS || hasField(layout, name));
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
