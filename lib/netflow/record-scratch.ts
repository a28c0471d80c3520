/** Memory in which records of data sets take shape, and the loops that fill one field of many records. */
import { writePlace } from '../flow/address-place.js';
import type { FieldName } from '../flow/field.js';
import { blankRecords, recordLayout, type RecordLayout } from '../flow/layout.js';
import { EXTENDED } from '../flow/version.js';

/** Records at a time: more than a datagram of usual size holds, and little enough to stay in the processor's cache. */
export const CAPACITY = 1024;

/** Octets before a field in an extended record. */
export function extendedPlace(field: FieldName): number {
  const slot = recordLayout(EXTENDED).slots.get(field);
  if (!slot) throw new RangeError(`extended records have no ${field}`);
  return slot.offset;
}

const WORD = 2 ** 32;
const START_MS = extendedPlace('start_ms') >> 2;
const END_MS = extendedPlace('end_ms') >> 2;

/** A field of consecutive records of a data set: where it is in the first, and how far apart. */
export interface WireColumn {
  readonly view: DataView;
  readonly at: number;
  /** Octets of the field. */
  readonly length: number;
  readonly stride: number;
  readonly count: number;
}

/** What happens to a number that is wider than its place. */
export type Narrowing = 'saturate' | 'low bits';

/** What an earlier element of the same meaning has put there. */
export type Override = 'always' | 'unless zero';

export class RecordScratch {
  readonly layout: RecordLayout = recordLayout(EXTENDED);
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly u16: Uint16Array;
  readonly u32: Uint32Array;
  /** Start and end of each record, ms since 1970; 0 or less where not known. */
  readonly starts = new Float64Array(CAPACITY);
  readonly ends = new Float64Array(CAPACITY);
  /** When the exporter of each booted, as the record says, likewise. */
  readonly inits = new Float64Array(CAPACITY);
  /** Sampler of each record, 0 for none. */
  readonly samplers = new Uint32Array(CAPACITY);
  readonly #blank: Uint8Array;

  constructor() {
    this.#blank = blankRecords(this.layout, CAPACITY);
    this.bytes = this.#blank.slice();
    this.u16 = new Uint16Array(this.bytes.buffer);
    this.u32 = new Uint32Array(this.bytes.buffer);
  }

  /** Makes records blank. */
  clear(first: number, count: number): void {
    const { size } = this.layout;
    this.bytes.set(this.#blank.subarray(0, count * size), first * size);
  }

  /** One value in a field of 4 octets of every record. */
  fillWord(first: number, count: number, offset: number, value: number): void {
    const step = this.layout.size >> 2;
    for (let index = 0, to = first * step + (offset >> 2); index < count; index++, to += step) this.u32[to] = value;
  }

  /** One IPv6 address in every record. */
  fillAddress(first: number, count: number, offset: number, value: bigint): void {
    const step = this.layout.size >> 2;
    for (let index = 0, to = first * step + (offset >> 2); index < count; index++, to += step)
      writePlace(this.u32, to, { family: 6, value });
  }

  /** One value in a field of one octet of every record. */
  fillOctet(first: number, count: number, offset: number, value: number): void {
    const { size } = this.layout;
    for (let index = 0, to = first * size + offset; index < count; index++, to += size) this.bytes[to] = value;
  }

  /**
   * Numbers of any length, into places of 1, 2, 4 or 8 octets that are 0 or of another element of the same meaning.
   * The loops for the usual lengths are a load and a store each.
   */
  loadNumbers(column: WireColumn, first: number, offset: number, width: number, narrowing: Narrowing): void {
    const { view, length, stride, count } = column;
    const { bytes, u16, u32 } = this;
    const { size } = this.layout;
    let { at } = column;
    const end = at + count * stride;
    if (length === 1 && width === 1) {
      for (let to = first * size + offset; at < end; at += stride, to += size) bytes[to] = view.getUint8(at);
    } else if (length === 2 && width === 2) {
      const step = size >> 1;
      for (let to = first * step + (offset >> 1); at < end; at += stride, to += step) u16[to] = view.getUint16(at);
    } else if (length === 4 && width >= 4) {
      const step = size >> 2;
      for (let to = first * step + (offset >> 2); at < end; at += stride, to += step) u32[to] = view.getUint32(at);
    } else if (length === 2 && width >= 4) {
      const step = size >> 2;
      for (let to = first * step + (offset >> 2); at < end; at += stride, to += step) u32[to] = view.getUint16(at);
    } else if (length === 8 && width === 8) {
      const step = size >> 2;
      for (let to = first * step + (offset >> 2); at < end; at += stride, to += step) {
        u32[to] = view.getUint32(at + 4);
        u32[to + 1] = view.getUint32(at);
      }
    } else {
      this.#loadOdd(column, first, offset, width, narrowing);
    }
  }

  #loadOdd(
    { view, at, length, stride, count }: WireColumn,
    first: number,
    offset: number,
    width: number,
    narrowing: Narrowing,
  ) {
    const { size } = this.layout;
    const most = width >= 4 ? 0xffffffff : 2 ** (8 * width) - 1;
    for (let index = 0; index < count; index++) {
      const wire = at + index * stride;
      let [high, low] = [0, 0];
      for (let octet = wire; octet < wire + length; octet++) {
        // what is shifted out of the high word of a number of more than 8 octets is remembered as its being full
        high = high > 0xffffff ? 0xffffffff : ((high << 8) | (low >>> 24)) >>> 0;
        low = ((low << 8) | view.getUint8(octet)) >>> 0;
      }
      if (width < 8 && narrowing === 'saturate' && (high > 0 || low > most)) low = most;
      const to = (first + index) * size + offset;
      if (width === 1) this.bytes[to] = low;
      else if (width === 2) this.u16[to >> 1] = low;
      else {
        this.u32[to >> 2] = low;
        if (width === 8) this.u32[(to >> 2) + 1] = high;
      }
    }
  }

  /** One octet each, where it says something: a length of a prefix is told for both families, and one of them is 0. */
  loadOctetsUnlessZero({ view, at, length, stride, count }: WireColumn, first: number, offset: number): void {
    const { size } = this.layout;
    if (length === 0) return;
    for (let index = 0, to = first * size + offset; index < count; index++, to += size) {
      const value = view.getUint8(at + index * stride + length - 1);
      if (value !== 0) this.bytes[to] = value;
    }
  }

  /** IPv4 addresses, into places that are blank or, with `'unless zero'`, of the other family's element. */
  loadIpv4({ view, at, stride, count }: WireColumn, first: number, offset: number, override: Override): void {
    const { u32 } = this;
    const step = this.layout.size >> 2;
    const end = at + count * stride;
    let to = first * step + (offset >> 2);
    if (override === 'always') {
      for (; at < end; at += stride, to += step) u32[to + 2] = view.getUint32(at);
      return;
    }
    for (; at < end; at += stride, to += step) {
      const value = view.getUint32(at);
      if (value === 0) continue;
      u32[to] = 0;
      u32[to + 1] = 0;
      u32[to + 2] = value;
      u32[to + 3] = 0xffff;
    }
  }

  /** IPv6 addresses: `lib/flow/address-place.ts` has the order of the words. */
  loadIpv6({ view, at, stride, count }: WireColumn, first: number, offset: number, override: Override): void {
    const { u32 } = this;
    const step = this.layout.size >> 2;
    const end = at + count * stride;
    for (let to = first * step + (offset >> 2); at < end; at += stride, to += step) {
      const [w0, w1, w2, w3] = [
        view.getUint32(at),
        view.getUint32(at + 4),
        view.getUint32(at + 8),
        view.getUint32(at + 12),
      ];
      if (override === 'unless zero' && (w0 | w1 | w2 | w3) === 0) continue;
      u32[to] = w1;
      u32[to + 1] = w0;
      u32[to + 2] = w3;
      u32[to + 3] = w2;
    }
  }

  /** Writes start and end into the records: whole numbers of milliseconds below 2⁵³. */
  storeTimes(first: number, count: number): void {
    const { u32, starts, ends } = this;
    const step = this.layout.size >> 2;
    for (let index = 0, base = first * step; index < count; index++, base += step) {
      // a store takes 32 bits of a number; not by a function for both, because what is handed over would be garbage
      const start = starts[index]!;
      const end = ends[index]!;
      u32[base + START_MS] = start;
      u32[base + START_MS + 1] = start / WORD;
      u32[base + END_MS] = end;
      u32[base + END_MS + 1] = end / WORD;
    }
  }
}
