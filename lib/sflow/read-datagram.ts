/** An sFlow version 5 datagram, sample after sample. */
import type { Address } from '../flow/address.js';
import { readCounterRecord, type InterfaceCounters } from './counter-records.js';
import { discardStatus } from './discard-reason.js';
import type { SflowError } from './error.js';
import { readFlowRecord } from './flow-records.js';
import type { CounterSample, DataSource, Discard, FlowSample, SflowHeader } from './sample.js';
import { DIRECTIONS, type SampledFlow } from './sampled-flow.js';
import { XdrReader } from './xdr-reader.js';

/** Gets what a datagram holds, in its order. */
export interface SampleVisitor {
  /** A sampled packet, in memory that the next sample overwrites. `family` is 0 for one that is not IP. */
  flow(sample: FlowSample, flow: SampledFlow, header: SflowHeader): void;
  counters(sample: CounterSample): void;
  discard(discard: Discard): void;
  error(error: SflowError): void;
}

const VERSION = 5;
const ADDRESS_TYPES = { none: 0, ipv4: 1, ipv6: 2 } as const;

/**
 * Reads the header.
 * @returns the header, and the reader behind it; or why the datagram is refused
 */
function readHeader(view: DataView): { header: SflowHeader; reader: XdrReader } | SflowError {
  const reader = new XdrReader(view);
  const tooShort = (): SflowError => ({ code: 'too-short', offset: view.byteLength, got: view.byteLength });
  const version = reader.u32();
  if (reader.isShort()) return tooShort();
  if (version !== VERSION) return { code: 'unknown-version', offset: 0, got: version };
  const type = reader.u32();
  if (!reader.isShort() && type > ADDRESS_TYPES.ipv6) return { code: 'bad-address', offset: 4, got: type };
  const agent = readAgent(reader, type);
  const header = {
    agent,
    subAgent: reader.u32(),
    sequence: reader.u32(),
    uptime: reader.u32(),
    samples: reader.u32(),
  };
  return reader.isShort() ? tooShort() : { header, reader };
}

function readAgent(reader: XdrReader, type: number): Address | undefined {
  if (type === ADDRESS_TYPES.ipv4) {
    const value = reader.u32();
    return value === 0 ? undefined : { family: 4, value };
  }
  if (type !== ADDRESS_TYPES.ipv6) return undefined;
  const value = (reader.u64() << 64n) | reader.u64();
  return value === 0n ? undefined : { family: 6, value };
}

/**
 * Reads a datagram. Never throws; takes time and memory in proportion to its length, whatever numbers it holds.
 * @param datagram exactly the UDP payload
 * @param scratch the object that flows are read into
 * @returns the header, or why the whole datagram is refused
 */
export function readSflow(
  datagram: Uint8Array,
  visitor: SampleVisitor,
  scratch: SampledFlow,
): SflowHeader | SflowError {
  const view = new DataView(datagram.buffer, datagram.byteOffset, datagram.byteLength);
  const found = readHeader(view);
  if ('code' in found) return found;
  const { header, reader } = found;
  for (let number = 0; number < header.samples; number++) {
    const offset = reader.at;
    const format = reader.u32();
    const octets = reader.u32();
    const sample = reader.isShort() ? undefined : reader.part(octets);
    if (!sample) {
      visitor.error({ code: 'truncated-sample', offset, got: octets, sample: number });
      break;
    }
    SAMPLES.get(format)?.({ reader: sample, number, header, visitor, flow: scratch });
  }
  return header;
}

/** One sample that is being read. */
interface Reading {
  readonly reader: XdrReader;
  /** From 0. */
  readonly number: number;
  readonly header: SflowHeader;
  readonly visitor: SampleVisitor;
  readonly flow: SampledFlow;
}

/** Compact samples have class and index of the source in one number, and format and value of an interface. */
type Form = 'compact' | 'expanded';

/** Samples of enterprise 0 by their format; others are passed over by their length. */
const SAMPLES: ReadonlyMap<number, (reading: Reading) => void> = new Map([
  [1, (reading: Reading) => readFlowSample(reading, 'compact')],
  [2, (reading: Reading) => readCounterSample(reading, 'compact')],
  [3, (reading: Reading) => readFlowSample(reading, 'expanded')],
  [4, (reading: Reading) => readCounterSample(reading, 'expanded')],
  [5, readDiscard],
]);

/** Calls `read` for each record of the sample. @returns false if they are not all there */
function eachRecord({ reader, number, visitor }: Reading, read: (format: number, record: XdrReader) => void): void {
  for (let records = reader.u32(); records > 0; records--) {
    const offset = reader.at;
    const format = reader.u32();
    const octets = reader.u32();
    const record = reader.isShort() ? undefined : reader.part(octets);
    if (record) read(format, record);
    if (!record || record.isShort())
      visitor.error({ code: 'truncated-record', offset: record?.shortAt() ?? offset, got: octets, sample: number });
    if (!record) return;
  }
}

/** The head of a sample must be whole. */
function isWhole({ reader, number, visitor }: Reading): boolean {
  const offset = reader.shortAt();
  if (offset === undefined) return true;
  visitor.error({ code: 'truncated-record', offset, got: reader.end - reader.at, sample: number });
  return false;
}

function readSource(reader: XdrReader, form: Form): DataSource {
  if (form === 'expanded') return { class: reader.u32(), index: reader.u32() };
  const source = reader.u32();
  return { class: source >>> 24, index: source & 0xffffff };
}

/** How a flow sample names an interface: what `value` is. */
const INTERFACE = { single: 0, discarded: 1, several: 2 } as const;
/** Traffic of the device itself. */
const INTERNAL = 0x3fffffff;

interface Interface {
  readonly format: number;
  readonly value: number;
}

function readInterface(reader: XdrReader, form: Form): Interface {
  if (form === 'expanded') return { format: reader.u32(), value: reader.u32() };
  const both = reader.u32();
  return { format: both >>> 30, value: both & 0x3fffffff };
}

/** The ifIndex; 0 if none is named, since the packet was discarded, goes out by several, or is the device's own. */
function ifIndexOf({ format, value }: Interface): number {
  return format !== INTERFACE.single || value === INTERNAL || value === 2 ** 32 - 1 ? 0 : value;
}

/**
 * By which of its interfaces a packet was sampled; one that came in and went out by the same is taken as coming in. Of
 * one that goes out by several the agent does not name any; if it was sampled at another than it came in by, that is one.
 */
function setDirection(source: DataSource, output: Interface, flow: SampledFlow): void {
  if (source.class !== 0 || source.index === 0) return;
  if (output.format === INTERFACE.several && flow.input !== 0 && source.index !== flow.input)
    flow.output = source.index;
  if (source.index === flow.input) flow.direction = DIRECTIONS.in;
  else if (source.index === flow.output) flow.direction = DIRECTIONS.out;
}

function readFlowSample(reading: Reading, form: Form): void {
  const { reader, visitor, flow, number } = reading;
  const sequence = reader.u32();
  const source = readSource(reader, form);
  const sample: FlowSample = {
    sequence,
    ...source,
    rate: reader.u32(),
    pool: reader.u32(),
    drops: reader.u32(),
  };
  const input = readInterface(reader, form);
  const output = readInterface(reader, form);
  if (!isWhole(reading)) return;
  flow.clear();
  flow.sampling_rate = sample.rate;
  flow.input = ifIndexOf(input);
  flow.output = ifIndexOf(output);
  if (output.format === INTERFACE.discarded) flow.forwarding_status = discardStatus(output.value);
  setDirection(sample, output, flow);
  eachRecord(reading, (format, record) => {
    const begin = record.at;
    const protocol = readFlowRecord(format, record, flow);
    if (protocol !== undefined) visitor.error({ code: 'unknown-header', offset: begin, got: protocol, sample: number });
  });
  visitor.flow(sample, flow, reading.header);
}

function readCounterSample(reading: Reading, form: Form): void {
  const { reader, visitor } = reading;
  const sequence = reader.u32();
  const source = readSource(reader, form);
  if (!isWhole(reading)) return;
  const counters: InterfaceCounters = {};
  eachRecord(reading, (format, record) => {
    readCounterRecord(format, record, counters);
  });
  visitor.counters({ sequence, ...source, ...counters });
}

function readDiscard(reading: Reading): void {
  const { reader, visitor } = reading;
  const sequence = reader.u32();
  const source = readSource(reader, 'expanded');
  const discard: Discard = {
    sequence,
    ...source,
    drops: reader.u32(),
    input: reader.u32(),
    output: reader.u32(),
    reason: reader.u32(),
  };
  if (!isWhole(reading)) return;
  eachRecord(reading, () => undefined); // the packet is not traffic: only that its records are whole is looked at
  visitor.discard(discard);
}
