/** Datagrams of NetFlow v1 to v8 to flow records. */
import type { FlowBatch } from '../flow/batch.js';
import type { FieldName } from '../flow/field.js';
import { readHeader, type DatagramHeader } from './header.js';
import type { Defects, Refusal } from './refusal.js';
import type { WireFormat, WireStep, WireVersion } from './wire.js';

/** An accepted datagram. */
export interface Datagram {
  readonly header: DatagramHeader;
  /** The records, in scratch memory that the decoder's next call overwrites. */
  readonly flows: FlowBatch;
}

/**
 * Decodes one datagram.
 * @param datagram exactly the UDP payload
 * @param exaddr IPv4 address of the exporter, as a number; goes into each record
 * @returns the header and the records in the container's layout, or why the datagram is refused; never throws
 */
export type Decode = (datagram: Uint8Array, exaddr: number) => Datagram | Refusal;

/** One version's plan: typed loads and stores in flat arrays (wire, record, wire, record, …), and its scratch. */
interface Plan {
  readonly words: Int32Array;
  readonly halves: Int32Array;
  readonly octets: Int32Array;
  readonly times: Readonly<Record<'unix_secs' | 'unix_nsecs' | 'sysuptime' | 'exaddr', number>>;
  /** Offsets in the record, -1 in v1 where it has none. */
  readonly engineType: number;
  readonly engineId: number;
  readonly bytes: Uint8Array;
  readonly u16: Uint16Array;
  readonly u32: Uint32Array;
}

/** Fields that the original forgets to copy (reference section 3.4). */
const FORGOTTEN: Readonly<Partial<Record<WireVersion, readonly FieldName[]>>> = {
  '6': ['in_encaps', 'out_encaps', 'peer_nexthop'],
  '8.10': ['input', 'output'],
};

function makePlan(format: WireFormat, defects: Defects): Plan {
  const { layout } = format;
  const forgotten = defects === 'original' ? (FORGOTTEN[format.version] ?? []) : [];
  const steps = format.steps.filter(({ field }) => field === undefined || !forgotten.includes(field));
  const pairs = (bytes: WireStep['bytes'], shift: number) =>
    Int32Array.from(steps.filter((step) => step.bytes === bytes).flatMap((step) => [step.wire, step.record >> shift]));
  const offset = (field: FieldName) => layout.slots.get(field)?.offset ?? -1;
  const buffer = new ArrayBuffer(format.maxCount * layout.size);
  const swapped = defects === 'original' && format.version !== '1' && format.version !== '5';
  return {
    words: pairs(4, 2),
    halves: pairs(2, 1),
    octets: pairs(1, 0),
    times: {
      unix_secs: offset('unix_secs') >> 2,
      unix_nsecs: offset('unix_nsecs') >> 2,
      sysuptime: offset('sysuptime') >> 2,
      exaddr: offset('exaddr') >> 2,
    },
    // the original puts the datagram's engine id into the record's engine type, and 0 into the id
    engineType: swapped ? -1 : offset('engine_type'),
    engineId: swapped ? offset('engine_type') : offset('engine_id'),
    bytes: new Uint8Array(buffer),
    u16: new Uint16Array(buffer),
    u32: new Uint32Array(buffer),
  };
}

/**
 * Copies all records of a datagram into the plan's scratch: field by field, each through all records, so that the
 * inner loops are a load and a store. That keeps the table in charge at the speed of code written out per version.
 */
function copyRecords(view: DataView, header: DatagramHeader, exaddr: number, plan: Plan): void {
  const { words, halves, octets, times, engineType, engineId, bytes, u16, u32 } = plan;
  const { count, format } = header;
  const { headerSize, recordSize } = format;
  const { size } = format.layout;
  const end = headerSize + count * recordSize;
  const { unixSecs, unixNsecs, sysuptime } = header;
  for (let index = 0, base = 0; index < count; index++, base += size >> 2) {
    u32[base + times.unix_secs] = unixSecs;
    u32[base + times.unix_nsecs] = unixNsecs;
    u32[base + times.sysuptime] = sysuptime;
    u32[base + times.exaddr] = exaddr;
  }
  for (let at = 0; at < words.length; at += 2) {
    let to = words[at + 1] ?? 0;
    for (let wire = headerSize + (words[at] ?? 0); wire < end; wire += recordSize, to += size >> 2)
      u32[to] = view.getUint32(wire);
  }
  for (let at = 0; at < halves.length; at += 2) {
    let to = halves[at + 1] ?? 0;
    for (let wire = headerSize + (halves[at] ?? 0); wire < end; wire += recordSize, to += size >> 1)
      u16[to] = view.getUint16(wire);
  }
  for (let at = 0; at < octets.length; at += 2) {
    let to = octets[at + 1] ?? 0;
    for (let wire = headerSize + (octets[at] ?? 0); wire < end; wire += recordSize, to += size)
      bytes[to] = view.getUint8(wire);
  }
  if (engineType >= 0) fill(bytes, engineType, size, count, header.engineType);
  if (engineId >= 0) fill(bytes, engineId, size, count, header.engineId);
}

/** One value of the datagram's header for every record. */
function fill(target: Uint8Array, first: number, stride: number, count: number, value: number): void {
  for (let index = 0, to = first; index < count; index++, to += stride) target[to] = value;
}

/**
 * A decoder with scratch memory of its own.
 * @param options.defects `'original'` loses the fields that the original loses (reference section 3.4)
 */
export function createDecoder(options: { readonly defects?: Defects } = {}): Decode {
  const plans = new Map<WireFormat, Plan>();
  const planOf = (format: WireFormat): Plan => {
    let plan = plans.get(format);
    if (!plan) plans.set(format, (plan = makePlan(format, options.defects ?? 'fixed')));
    return plan;
  };
  return (datagram, exaddr) => {
    const view = new DataView(datagram.buffer, datagram.byteOffset, datagram.byteLength);
    const header = readHeader(view);
    if ('code' in header) return header;
    const plan = planOf(header.format);
    copyRecords(view, header, exaddr, plan);
    const { layout } = header.format;
    return {
      header,
      flows: { layout, bytes: plan.bytes.subarray(0, header.count * layout.size), count: header.count },
    };
  };
}
