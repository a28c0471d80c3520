/** Data sets to extended records, with the plan of their template. */
import type { AddressNumber } from '../flow/address-number.js';
import type { FlowBatch } from '../flow/batch.js';
import type { FieldName } from '../flow/field.js';
import { recordLayout } from '../flow/layout.js';
import { EXTENDED } from '../flow/version.js';
import type { Fill } from './element-table.js';
import type { MessageError, MessageHeader } from './message.js';
import { RecordPairs } from './record-pairs.js';
import {
  makeRecordPlan,
  type Load,
  type PairLoad,
  type RecordPlan,
  type TimeLoad,
  type TimeLoads,
} from './record-plan.js';
import { CAPACITY, RecordScratch, type WireColumn } from './record-scratch.js';
import { findTimes, type TimeColumns, type TimeContext } from './record-times.js';
import { SAMPLING_SOURCE, type Sampling } from './sampling.js';
import { VARIABLE, type Template } from './template.js';

/** What of a data set is not in it. */
export interface SetContext extends TimeContext, Pick<MessageHeader, 'dialect' | 'domain'> {
  /** Address of the exporter, as a number. */
  readonly exporter: AddressNumber;
  readonly sampling: Sampling;
}

/** What a data set held. */
export interface DecodedSet {
  /** Data records, as the exporter counts them. */
  readonly records: number;
  /** Flows: of a biflow two, if packets went both ways. */
  readonly flows: number;
}

/** Where the fields of one record of variable length are. */
interface Places {
  readonly at: Int32Array;
  readonly length: Int32Array;
}

const place = (field: FieldName): number => recordLayout(EXTENDED).slots.get(field)?.offset ?? 0;

const ICMP = 1;
const ICMPV6 = 58;

/**
 * Decodes data sets into scratch memory of its own, and hands the records on as that fills up and at `flush`.
 */
export class RecordDecoder {
  readonly #scratch = new RecordScratch();
  readonly #pairs = new RecordPairs();
  readonly #plans = new WeakMap<Template, RecordPlan>();
  readonly #at = {
    exaddr: place('exaddr'),
    seconds: place('unix_secs'),
    domain: place('domain'),
    engineType: place('engine_type'),
    engineId: place('engine_id'),
    start: place('start_ms'),
    end: place('end_ms'),
    prot: place('prot'),
    dstport: place('dstport'),
    icmpType: place('icmp_type'),
    icmpCode: place('icmp_code'),
    rate: place('sampling_rate'),
    source: place('sampling_source'),
    input: place('input'),
    octets: place('doctets'),
    packets: place('dpkts'),
  };
  #filled = 0;

  /** @param emit gets batches, in memory that is overwritten after it returns */
  constructor(private readonly emit: (flows: FlowBatch) => void) {}

  /** Elements of flows that had no room among their pairs. */
  get leftOut(): number {
    return this.#pairs.leftOut;
  }

  /** Hands on what is there. */
  flush(): void {
    if (this.#filled === 0) return;
    const { layout, bytes } = this.#scratch;
    const count = this.#filled;
    this.#filled = 0;
    this.emit({ layout, bytes: bytes.subarray(0, count * layout.size), count, ...this.#pairs.take(count) });
  }

  /**
   * Decodes the octets from `at` to `end`; those behind the last whole record are padding.
   * @param template one of flows
   */
  decode(
    view: DataView,
    at: number,
    end: number,
    template: Template,
    context: SetContext,
    errors: MessageError[],
  ): DecodedSet {
    let plan = this.#plans.get(template);
    if (!plan) this.#plans.set(template, (plan = makeRecordPlan(template)));
    if (plan.loads.length === 0) return { records: countRecords(view, at, end, template, errors), flows: 0 };
    const before = this.leftOut;
    const decoded =
      template.form === 'variable'
        ? this.#decodeVariable(view, at, end, plan, context, errors)
        : this.#decodeFixed(view, at, end, plan, context);
    const got = this.leftOut - before;
    if (got > 0) errors.push({ code: 'too-many-pairs', offset: at, got, id: template.id });
    return decoded;
  }

  #decodeFixed(view: DataView, at: number, end: number, plan: RecordPlan, context: SetContext): DecodedSet {
    const { template } = plan;
    const records = Math.floor((end - at) / template.length);
    const most = plan.reverse ? CAPACITY / 2 : CAPACITY;
    let flows = 0;
    for (let done = 0; done < records;) {
      const room = plan.reverse ? (CAPACITY - this.#filled) >> 1 : CAPACITY - this.#filled;
      if (room === 0 || (room < most && room < records - done)) this.flush();
      const count = Math.min(records - done, plan.reverse ? (CAPACITY - this.#filled) >> 1 : CAPACITY - this.#filled);
      flows += this.#take(view, at + done * template.length, count, plan, context);
      done += count;
    }
    return { records, flows };
  }

  #decodeVariable(
    view: DataView,
    at: number,
    end: number,
    plan: RecordPlan,
    context: SetContext,
    errors: MessageError[],
  ) {
    const { fields, length } = plan.template;
    const places: Places = { at: new Int32Array(fields.length), length: new Int32Array(fields.length) };
    let [records, flows] = [0, 0];
    while (end - at >= length) {
      const next = locate(view, at, end, plan.template, places);
      if (next === undefined) {
        errors.push({ code: 'record-overrun', offset: at, got: end - at, id: plan.template.id });
        break;
      }
      if (CAPACITY - this.#filled < 2) this.flush();
      flows += this.#take(view, at, 1, plan, context, places);
      records++;
      at = next;
    }
    return { records, flows };
  }

  /** Decodes so many records that there is room for. @returns flows */
  #take(view: DataView, at: number, count: number, plan: RecordPlan, context: SetContext, places?: Places): number {
    const { template, reverse } = plan;
    const stride = template.length;
    const column = ({ index, from, length }: Load | TimeLoad | PairLoad): WireColumn =>
      places
        ? { view, at: places.at[index]!, length: places.length[index]!, stride, count }
        : { view, at: at + from, length, stride, count };
    const first = this.#filled;
    if (plan.pairs.length > 0) this.#pairs.add(plan.pairs, column, first, count);
    this.#fill(plan.loads, plan.times, plan.has, first, count, column, context);
    this.#filled += count;
    if (!reverse) return count;
    this.#fill(reverse.loads, reverse.times, plan.has, this.#filled, count, column, context);
    const kept = this.#withPackets(this.#filled, count);
    this.#filled += kept;
    return count + kept;
  }

  #fill(
    loads: readonly Load[],
    times: TimeLoads,
    has: ReadonlySet<Fill>,
    first: number,
    count: number,
    column: (load: Load | TimeLoad) => WireColumn,
    context: SetContext,
  ): void {
    const scratch = this.#scratch;
    scratch.clear(first, count);
    this.#fillConstants(has, first, count, context);
    for (const load of loads) this.#load(load, column(load), first);
    const columns: { -readonly [Which in keyof TimeColumns]: TimeColumns[Which] } = {};
    for (const which of ['start', 'end', 'duration', 'observed', 'system_init'] as const) {
      const load = times[which];
      if (load) columns[which] = { column: column(load), form: load.form };
    }
    findTimes(columns, context, count, scratch);
    scratch.storeTimes(first, count, this.#at.start, this.#at.end);
    this.#fillIcmp(first, count);
    this.#fillSampling(has, first, count, context.sampling);
  }

  #fillConstants(has: ReadonlySet<Fill>, first: number, count: number, context: SetContext): void {
    const scratch = this.#scratch;
    const { dialect, domain, exporter, exportMs } = context;
    if (typeof exporter === 'number') scratch.fillWord(first, count, this.#at.exaddr + 8, exporter);
    else scratch.fillAddress(first, count, this.#at.exaddr, exporter);
    scratch.fillWord(first, count, this.#at.seconds, Math.floor(exportMs / 1000));
    if (!has.has('domain')) scratch.fillWord(first, count, this.#at.domain, domain);
    if (dialect !== 'v9') return;
    // Cisco's use of the source id (RFC 3954 section 5.1): type and number of the engine in its low octets
    if (!has.has('engine_type')) scratch.fillOctet(first, count, this.#at.engineType, (domain >>> 8) & 255);
    if (!has.has('engine_id')) scratch.fillOctet(first, count, this.#at.engineId, domain & 255);
  }

  #load({ kind, to, width, override }: Load, column: WireColumn, first: number): void {
    const scratch = this.#scratch;
    switch (kind) {
      case 'number':
        scratch.loadNumbers(column, first, to, width, 'saturate');
        break;
      case 'low bits':
        scratch.loadNumbers(column, first, to, width, 'low bits');
        break;
      case 'ipv4':
        scratch.loadIpv4(column, first, to, override);
        break;
      case 'ipv6':
        scratch.loadIpv6(column, first, to, override);
        break;
      case 'prefix length':
        scratch.loadOctetsUnlessZero(column, first, to);
        break;
      case 'label':
        this.#each(column, first, to, (view, at) => (view.getUint16(at) << 4) | (view.getUint8(at + 2) >> 4));
        break;
      case 'application':
        this.#each(column, first, to, applicationId);
        break;
      case 'icmp': {
        const { view, at, stride, count } = column;
        const { layout, bytes } = scratch;
        for (let index = 0; index < count; index++) {
          const value = view.getUint16(at + index * stride);
          const base = (first + index) * layout.size;
          if (override === 'unless zero' && value === 0 && bytes[base + to] !== 255) continue;
          bytes[base + this.#at.icmpType] = value >> 8;
          bytes[base + this.#at.icmpCode] = value & 255;
        }
        break;
      }
      case 'sampler': {
        const { view, at, length, stride, count } = column;
        for (let index = 0; index < count; index++) {
          let value = 0;
          for (let octet = 0; octet < length; octet++)
            value = ((value << 8) | view.getUint8(at + index * stride + octet)) >>> 0;
          scratch.samplers[index] = value;
        }
      }
    }
  }

  #each(
    column: WireColumn,
    first: number,
    to: number,
    read: (view: DataView, at: number, length: number) => number,
  ): void {
    const { layout, u32 } = this.#scratch;
    const { view, at, length, stride, count } = column;
    for (let index = 0; index < count; index++)
      u32[((first + index) * layout.size + to) >> 2] = read(view, at + index * stride, length);
  }

  /** ICMP's type and code stand in the destination port where a router knows no better place, and there in reports. */
  #fillIcmp(first: number, count: number): void {
    const { layout, bytes, u16 } = this.#scratch;
    const { prot, dstport, icmpType, icmpCode } = this.#at;
    for (let index = 0, base = first * layout.size; index < count; index++, base += layout.size) {
      const protocol = bytes[base + prot];
      if (protocol !== ICMP && protocol !== ICMPV6) {
        bytes[base + icmpType] = 255; // of other protocols it is no type, whatever the template has room for
        bytes[base + icmpCode] = 255;
      } else if (bytes[base + icmpType] === 255 && bytes[base + icmpCode] === 255) {
        const port = u16[(base + dstport) >> 1]!;
        bytes[base + icmpType] = port >> 8;
        bytes[base + icmpCode] = port & 255;
      } else if (u16[(base + dstport) >> 1] === 0) {
        u16[(base + dstport) >> 1] = bytes[base + icmpType]! * 256 + bytes[base + icmpCode]!;
      }
    }
  }

  /** The rate that the record has, else that of its sampler, else what options data say of its interface or the exporter. */
  #fillSampling(has: ReadonlySet<Fill>, first: number, count: number, sampling: Sampling): void {
    const samplers = has.has('sampler_id') ? this.#scratch.samplers : undefined;
    const inRecord = has.has('sampling_rate');
    if (!samplers && !inRecord && !sampling.tells) return;
    const { layout, bytes, u32 } = this.#scratch;
    const { rate, source, input } = this.#at;
    for (let index = 0, base = first * layout.size; index < count; index++, base += layout.size) {
      if (inRecord && u32[(base + rate) >> 2]! > 0) {
        bytes[base + source] = SAMPLING_SOURCE.record;
        continue;
      }
      const found = sampling.resolve(samplers?.[index], u32[(base + input) >> 2]!);
      if (!found) continue;
      u32[(base + rate) >> 2] = found.rate;
      bytes[base + source] = found.source;
    }
  }

  /** Of the reverse flows those that had any packets, moved together. @returns how many */
  #withPackets(first: number, count: number): number {
    const { layout, bytes, u32 } = this.#scratch;
    const { octets, packets } = this.#at;
    const { size } = layout;
    let kept = 0;
    for (let index = first; index < first + count; index++) {
      const word = (index * size) >> 2;
      const counted = (offset: number) => u32[word + (offset >> 2)]! | u32[word + (offset >> 2) + 1]!;
      if ((counted(octets) | counted(packets)) === 0) continue;
      if (first + kept !== index) bytes.copyWithin((first + kept) * size, index * size, (index + 1) * size);
      kept++;
    }
    return kept;
  }
}

/** RFC 6759: an octet for the engine, and up to 24 bits of its own number that are kept. */
function applicationId(view: DataView, at: number, length: number): number {
  if (length === 4) return view.getUint32(at);
  let selector = 0;
  for (let octet = 1; octet < length; octet++) selector = ((selector << 8) | view.getUint8(at + octet)) & 0xffffff;
  return length === 0 ? 0 : ((view.getUint8(at) << 24) | selector) >>> 0;
}

/**
 * Finds the fields of one record (RFC 7011 section 7).
 * @returns where the next record begins; undefined if this one ends behind `end`
 */
export function locate(
  view: DataView,
  at: number,
  end: number,
  template: Template,
  places: Places,
): number | undefined {
  const { fields, dialect } = template;
  for (let index = 0; index < fields.length; index++) {
    let { length } = fields[index]!;
    if (length === VARIABLE && dialect === 'ipfix') {
      if (at + 1 > end) return undefined;
      length = view.getUint8(at++);
      if (length === 255) {
        if (at + 2 > end) return undefined;
        length = view.getUint16(at);
        at += 2;
      }
    }
    places.at[index] = at;
    places.length[index] = length;
    at += length;
    if (at > end) return undefined;
  }
  return at;
}

/** Data records of a set. */
export function countRecords(
  view: DataView,
  at: number,
  end: number,
  template: Template,
  errors: MessageError[],
): number {
  if (template.form === 'fixed') return Math.floor((end - at) / template.length);
  const places: Places = { at: new Int32Array(template.fields.length), length: new Int32Array(template.fields.length) };
  for (let records = 0; ; records++) {
    if (end - at < template.length) return records;
    const next = locate(view, at, end, template, places);
    if (next === undefined) {
      errors.push({ code: 'record-overrun', offset: at, got: end - at, id: template.id });
      return records;
    }
    at = next;
  }
}
