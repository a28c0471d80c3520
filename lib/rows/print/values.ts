/** The values that the columns of flow-print show. */
import { formatIpv4 } from '../../flow/address.js';
import { fieldReader, type FlowBatch } from '../../flow/batch.js';
import { flowField, isFieldName, type FieldName } from '../../flow/field.js';
import { durationMs } from '../../flow/time.js';
import type { SymbolTableName } from '../../cfg/symbols.js';
import { isoText, originalMs, shortText } from '../local-text.js';

/** Value of record `index`: a number, or the text it stands for. */
export type Value = (index: number) => number | string;

interface DerivedValue {
  readonly from: readonly FieldName[];
  readonly value: (...fields: ((index: number) => number)[]) => Value;
}

/** Trailing zero octets of the address are left out; a mask above 32 is shown as 0; host bits stay. */
function prefixText(address: number, mask: number): string {
  const octets = formatIpv4(address).replace(/(?:\.0){1,3}$/, '');
  return `${octets}/${mask > 32 ? 0 : mask}`;
}

const CLOCK = ['unix_secs', 'unix_nsecs', 'sysuptime'] as const;

/** In `value`, parameters are the readers of `from`, in that order; a missing one cannot occur. */
const zero = () => 0;
const prefix: DerivedValue['value'] =
  (address = zero, mask = zero) =>
  (index) =>
    prefixText(address(index), mask(index));
const moment: DerivedValue['value'] =
  (secs = zero, nsecs = zero, uptime = zero, at = zero) =>
  (index) =>
    originalMs(secs(index), nsecs(index), uptime(index), at(index));

/** Values that are not fields. */
const DERIVED: Readonly<Record<string, DerivedValue>> = {
  srcprefix: { from: ['srcaddr', 'src_mask'], value: prefix },
  dstprefix: { from: ['dstaddr', 'dst_mask'], value: prefix },
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
        (durationMs(first(index), last(index)) / 1000).toFixed(3),
  },
  /** Octets per packet. */
  size: {
    from: ['doctets', 'dpkts'],
    value:
      (octets = zero, packets = zero) =>
      (index) =>
        Math.floor(octets(index) / packets(index)),
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
  const derived = DERIVED[name];
  if (!derived) throw new RangeError(`no printable value "${name}"`);
  return derived.from;
}

/** @returns undefined if the batch's layout lacks a field */
export function valueReader(batch: FlowBatch, name: string): ((index: number) => number | string) | undefined {
  const readers = fieldsOf(name).flatMap((field) => fieldReader(batch, field) ?? []);
  const [first] = readers;
  if (!first || readers.length < fieldsOf(name).length) return undefined;
  if (!isFieldName(name)) return DERIVED[name]?.value(...readers);
  return flowField(name).type === 'ip' ? (index) => formatIpv4(first(index)) : first;
}

/** Texts of the times that `start` and `end` give. */
export const TIME_FORMS: Readonly<Record<string, (ms: number) => string>> = { short: shortText, iso: isoText };

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
