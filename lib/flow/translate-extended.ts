/** Extended records as classic ones, as far as these reach, and classic records as extended ones. */
import { writeIpv4 } from './address-place.js';
import { fieldReader, wordsOf, type FlowBatch } from './batch.js';
import { flowField, type FieldName } from './field.js';
import { blankRecords, hasField, type RecordLayout, type Slot } from './layout.js';
import { absoluteMs } from './time.js';

/** What classic records have no place for; counted over all batches. */
export interface Losses {
  /** Flows of IPv6: left out. */
  ipv6: number;
  /** Flows of which a number was too large: packets, octets and interfaces become the largest that there is. */
  saturated: number;
}

export function noLosses(): Losses {
  return { ipv6: 0, saturated: 0 };
}

/** AS_TRANS (RFC 6793), which stands for numbers of more than 16 bits. */
const AS_TRANS = 23456;
const AS_FIELDS: ReadonlySet<FieldName> = new Set<FieldName>(['src_as', 'dst_as']);

/** Writes the value of a field into a place of a record. */
type Store = (view: DataView, at: number, value: number) => void;

const STORES: Readonly<Record<1 | 2 | 4 | 8, Store>> = {
  1: (view, at, value) => {
    view.setUint8(at, value);
  },
  2: (view, at, value) => {
    view.setUint16(at, value, true);
  },
  4: (view, at, value) => {
    view.setUint32(at, value, true);
  },
  8: (view, at, value) => {
    view.setUint32(at, value, true); // modulo 2³²
    view.setUint32(at + 4, Math.floor(value / 2 ** 32), true);
  },
};

/**
 * Extended records as classic ones: flows of IPv6 are left out; another address that is IPv6 becomes 0.0.0.0, an AS number of
 * more than 16 bits AS_TRANS, what is too large the largest number there is. Uptimes are made up, see `fieldReader`.
 * @returns memory of its own, with at most as many records
 */
export function narrowed(batch: FlowBatch, target: RecordLayout, losses: Losses): FlowBatch {
  const steps = [...target.slots.values()].flatMap((slot) => {
    const read = fieldReader(batch, slot.field);
    return read ? [{ read, slot, most: 2 ** (8 * slot.bytes) - 1 }] : [];
  });
  const [source, destination] = [fieldReader(batch, 'srcaddr'), fieldReader(batch, 'dstaddr')];
  const bytes = new Uint8Array(batch.count * target.size);
  const view = new DataView(bytes.buffer);
  let count = 0;
  for (let index = 0; index < batch.count; index++) {
    if (Number.isNaN(source?.(index)) || Number.isNaN(destination?.(index))) {
      losses.ipv6++;
      continue;
    }
    let isCut = false;
    for (const { read, slot, most } of steps) {
      const given = read(index);
      const value = Number.isNaN(given) ? 0 : given <= most ? given : AS_FIELDS.has(slot.field) ? AS_TRANS : most;
      isCut ||= given > most && value === most;
      STORES[narrow(slot)](view, count * target.size + slot.offset, value);
    }
    if (isCut) losses.saturated++;
    count++;
  }
  return { layout: target, bytes: bytes.subarray(0, count * target.size), count };
}

function narrow({ bytes, field }: Slot): 1 | 2 | 4 | 8 {
  if (bytes === 16) throw new RangeError(`${field} is no number`);
  return bytes;
}

/** Classic records as extended ones: nothing is lost but the uptimes, from which the times come. */
export function widened(batch: FlowBatch, target: RecordLayout): FlowBatch {
  const bytes = blankRecords(target, batch.count);
  const view = new DataView(bytes.buffer);
  const words = wordsOf({ bytes });
  for (const slot of target.slots.values()) {
    const read = hasField(batch.layout, slot.field) ? readerOf(batch, slot.field) : undefined;
    if (!read) continue;
    for (let index = 0, at = slot.offset; index < batch.count; index++, at += target.size)
      if (slot.bytes === 16) writeIpv4(words, at >> 2, read(index));
      else STORES[slot.bytes](view, at, read(index));
  }
  return { layout: target, bytes, count: batch.count };
}

function readerOf(batch: FlowBatch, field: FieldName): ((index: number) => number) | undefined {
  if (flowField(field).type !== 'ms') return fieldReader(batch, field);
  const [secs, nsecs, uptime, at] = (
    ['unix_secs', 'unix_nsecs', 'sysuptime', field === 'start_ms' ? 'first' : 'last'] as const
  ).map((name) => fieldReader(batch, name));
  if (!secs || !nsecs || !uptime || !at) return undefined;
  return (index) => Math.max(0, absoluteMs(secs(index), nsecs(index), uptime(index), at(index)));
}
