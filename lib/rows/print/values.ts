/** The values that the columns of flow-print show. */
import { formatIpv6 } from '../../flow/address.js';
import { addressReader, fieldReader, type FlowBatch } from '../../flow/batch.js';
import { flowField, isFieldName, type FieldName } from '../../flow/field.js';
import { siteElements } from '../../cfg/site-elements.js';
import { pairsLine } from '../../netflow/pair-names.js';
import { durationMs } from '../../flow/time.js';
import type { SymbolTableName } from '../../cfg/symbols.js';
import { formatMac } from '../../flow/mac.js';
import { isoSecond, originalMs, shortSecond } from '../local-text.js';
import type { OctetText } from '../octet-text.js';

/** Value of record `index`. */
export type Value = (index: number) => number;

/** Writes a value in the way of its kind. */
export type Write = (text: OctetText, value: number, index: number) => void;

/** A value of records: a number, and how it is written where a column does not ask for a form of its own. */
export interface PrintedValue {
  readonly read: Value;
  readonly write: Write;
}

interface DerivedValue {
  readonly from: readonly FieldName[];
  /** Parameters are the readers of `from`, in that order; a missing one cannot occur. */
  readonly value: (...fields: Value[]) => Value;
  /** Default: as a decimal number. */
  readonly write?: (...fields: Value[]) => Write;
  /** It is an address of the first field, in records with IPv6 written by this. */
  readonly ipv6?: (...fields: Value[]) => WriteIpv6;
}

/** What follows an IPv6 address. */
type WriteIpv6 = (text: OctetText, index: number) => void;

const CLOCK = ['unix_secs', 'unix_nsecs', 'sysuptime'] as const;

const zero = () => 0;
const decimal: Write = (text, value) => {
  text.decimal(value);
};
const address: Write = (text, value) => {
  text.address(value);
};
/** A mask above 32 is shown as 0; host bits stay. */
const prefix: Pick<DerivedValue, 'value' | 'write' | 'ipv6'> = {
  value: (address = zero) => address,
  write:
    (_address, mask = zero) =>
    (text, value, index) => {
      const length = mask(index);
      text.prefix(value, length > 32 ? 0 : length);
    },
  ipv6:
    (_address, mask = zero) =>
    (text, index) => {
      const length = mask(index);
      text.ascii(`/${length > 128 ? 0 : length}`);
    },
};
const moment: DerivedValue['value'] =
  (secs = zero, nsecs = zero, uptime = zero, at = zero) =>
  (index) =>
    originalMs(secs(index), nsecs(index), uptime(index), at(index));

/** Values that are not fields. */
const DERIVED: Readonly<Record<string, DerivedValue>> = {
  srcprefix: { from: ['srcaddr', 'src_mask'], ...prefix },
  dstprefix: { from: ['dstaddr', 'dst_mask'], ...prefix },
  start: { from: [...CLOCK, 'first'], value: moment },
  end: { from: [...CLOCK, 'last'], value: moment },
  duration: {
    from: ['first', 'last'],
    value:
      (first = zero, last = zero) =>
      (index) =>
        durationMs(first(index), last(index)),
  },
  /** Duration in seconds with three decimals. */
  active: {
    from: ['first', 'last'],
    value:
      (first = zero, last = zero) =>
      (index) =>
        durationMs(first(index), last(index)),
    write: () => (text, ms) => {
      text.decimal(Math.floor(ms / 1000));
      text.ascii('.');
      text.padded(ms % 1000, 3);
    },
  },
  /** Octets per packet; no format with it prints a record without packets. */
  size: {
    from: ['doctets', 'dpkts'],
    value:
      (octets = zero, packets = zero) =>
      (index) =>
        Math.floor(octets(index) / Math.max(1, packets(index))),
  },
  /** The TCP flags FIN, SYN and RST. */
  flags7: {
    from: ['tcp_flags'],
    value:
      (flags = zero) =>
      (index) =>
        flags(index) & 7,
  },
};

/** The fields that a value is made of. @throws RangeError for a name that is neither field nor derived */
export function fieldsOf(name: string): readonly FieldName[] {
  if (isFieldName(name)) return [name];
  if (name === PAIRS) return [];
  const derived = DERIVED[name];
  if (!derived) throw new RangeError(`no printable value "${name}"`);
  return derived.from;
}

/** What else is known of a flow. */
const PAIRS = 'pairs';

function printedPairs({ pairs }: FlowBatch): PrintedValue {
  const registry = pairs && siteElements();
  return {
    read: zero,
    write: (text, _value, index) => {
      const line = registry ? pairsLine(pairs[index], registry) : '';
      text.room(3 * line.length + ROOM);
      text.string(line);
    },
  };
}

/** For what follows on the line. */
const ROOM = 64;

/** Tags are hexadecimal numbers of 8 digits. */
const tag: Write = (text, value) => {
  text.ascii('0x');
  const start = text.at;
  text.hex(value);
  text.alignRight(start, start + 8, '0');
};

/** @throws RangeError if the batch's layout lacks a field */
export function printedValue(batch: FlowBatch, name: string): PrintedValue {
  if (name === PAIRS) return printedPairs(batch);
  const readers = fieldsOf(name).map((field) => {
    const reader = fieldReader(batch, field);
    if (!reader) throw new RangeError(`records ${batch.layout.version} have no ${field}`);
    return reader;
  });
  const derived = DERIVED[name];
  if (derived) {
    const write = derived.write?.(...readers) ?? decimal;
    const ends = derived.ipv6?.(...readers);
    return {
      read: derived.value(...readers),
      write: ends ? ofEitherFamily(batch, derived.from[0], write, ends) : write,
    };
  }
  const [read = zero] = readers;
  const type = isFieldName(name) ? flowField(name).type : undefined;
  if (type === 'ip') return { read, write: ofEitherFamily(batch, name as FieldName, address) };
  if (type === 'mac') return { read, write: mac };
  return { read, write: name.endsWith('_tag') ? tag : decimal };
}

/** Writes the address itself where the record has one of IPv6 there. */
function ofEitherFamily(batch: FlowBatch, field: FieldName | undefined, ipv4: Write, ends?: WriteIpv6): Write {
  if (!field || batch.layout.slots.get(field)?.bytes !== 16) return ipv4;
  const read = addressReader(batch, field);
  return (text, value, index) => {
    const found = Number.isNaN(value) ? read?.(index) : undefined;
    if (found?.family !== 6) {
      ipv4(text, value, index);
      return;
    }
    text.ascii(formatIpv6(found.value));
    ends?.(text, index);
  };
}

/** As 02:00:5e:00:53:01. */
const mac: Write = (text, value) => {
  text.ascii(formatMac(value));
};

function timeWriter(secondText: (second: number) => string): Write {
  return (text, time) => {
    const second = Math.floor(time / 1000);
    text.ascii(secondText(second));
    text.ascii('.');
    text.padded(time - second * 1000, 3);
  };
}

/** How the times that `start` and `end` give are written: `0330.00:00:34.141` and `2025-03-30 00:00:34.141`. */
export const TIME_FORMS: Readonly<Record<string, Write>> = {
  short: timeWriter(shortSecond),
  iso: timeWriter(isoSecond),
};

/** The table that -n looks a field's values up in. */
export const SYMBOLS_OF: Readonly<Record<string, SymbolTableName>> = {
  prot: 'ip-prot',
  srcport: 'tcp-port',
  dstport: 'tcp-port',
  src_as: 'asn',
  dst_as: 'asn',
  src_tag: 'tag',
  dst_tag: 'tag',
};
