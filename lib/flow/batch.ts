/** A run of flow records of one layout: what decoders, files and stores hand to each other. */
import type { Address } from './address.js';
import { readIpv4, readPlace } from './address-place.js';
import type { FieldName } from './field.js';
import { ICMP, ICMP_FROM, ICMP_SHIFTS, NO_ICMP } from './icmp.js';
import type { RecordLayout } from './layout.js';
import { EXTENDED } from './version.js';

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
  /**
   * What else the exporter told of each record's flow, a packed list that `lib/flow/pairs.ts` reads; undefined where it told
   * nothing else. Absent where no record has any, as in most batches. Lists do not change, and may be kept.
   */
  readonly pairs?: readonly (Uint8Array | undefined)[];
}

/** What an extended record is taken to have been exported at: uptimes of flows from 24 days before follow from their times. */
export const UPTIME = 2 ** 31;
const HALF = 2 ** 32;

/**
 * Reader of one field's value in any record of a batch. Of an address it is the IPv4 number, and NaN of an IPv6 one, see
 * {@link addressReader}; of 64 bits the nearest number that a double can be. Extended records have no uptimes: `sysuptime`,
 * `first` and `last` are made up so that the classic arithmetic leads to the record's times. Of classic records ICMP's type and
 * code are those of the destination port.
 * @returns a function from record index to value, or undefined if the layout lacks the field
 */
export function fieldReader(batch: FlowBatch, field: FieldName): ((index: number) => number) | undefined {
  const { bytes, layout } = batch;
  const slot = layout.slots.get(field);
  if (!slot) return layout.version === EXTENDED ? uptimeReader(batch, field) : icmpReader(batch, field);
  const { offset } = slot;
  if (slot.bytes === 1) return (index) => bytes[index * layout.size + offset] ?? 0;
  if (slot.bytes === 2) {
    const view = new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length >> 1);
    return (index) => view[(index * layout.size + offset) >> 1] ?? 0;
  }
  const view = wordsOf(batch);
  const [stride, start] = [layout.size >> 2, offset >> 2];
  if (slot.bytes === 4) return (index) => view[index * stride + start] ?? 0;
  if (slot.bytes === 16) return (index) => readIpv4(view, index * stride + start) ?? NaN;
  return (index) => (view[index * stride + start] ?? 0) + (view[index * stride + start + 1] ?? 0) * HALF;
}

/** The records as 32-bit words. */
export function wordsOf({ bytes }: Pick<FlowBatch, 'bytes'>): Uint32Array {
  return new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2);
}

function icmpReader(batch: FlowBatch, field: FieldName): ((index: number) => number) | undefined {
  const shift = ICMP_SHIFTS.get(field);
  if (shift === undefined) return undefined;
  const [protocol, port] = ICMP_FROM.map((name) => fieldReader(batch, name));
  if (!protocol || !port) return undefined;
  return (index) => (protocol(index) === ICMP ? (port(index) >> shift) & 255 : NO_ICMP);
}

function uptimeReader(batch: FlowBatch, field: FieldName): ((index: number) => number) | undefined {
  if (field === 'sysuptime') return () => UPTIME;
  if (field !== 'first' && field !== 'last') return undefined;
  const time = fieldReader(batch, field === 'first' ? 'start_ms' : 'end_ms');
  const [secs, nsecs] = [fieldReader(batch, 'unix_secs'), fieldReader(batch, 'unix_nsecs')];
  if (!time || !secs || !nsecs) throw new RangeError('extended records have times'); // the layout's table says so
  return (index) => (time(index) - secs(index) * 1000 - Math.floor(nsecs(index) / 1e6) + UPTIME) >>> 0;
}

/**
 * Reader of one address field in any record of a batch, of either family.
 * @returns undefined if the layout lacks the field
 */
export function addressReader(batch: FlowBatch, field: FieldName): ((index: number) => Address) | undefined {
  const slot = batch.layout.slots.get(field);
  if (!slot) return undefined;
  const words = wordsOf(batch);
  const [stride, start] = [batch.layout.size >> 2, slot.offset >> 2];
  if (slot.bytes === 16) return (index) => readPlace(words, index * stride + start);
  return (index) => ({ family: 4, value: words[index * stride + start] ?? 0 });
}
