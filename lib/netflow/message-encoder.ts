/** Extended records to messages of NetFlow v9 (RFC 3954) and IPFIX (RFC 7011), with the templates that describe them. */
import { fieldReader, type FlowBatch } from '../flow/batch.js';
import type { FieldName } from '../flow/field.js';
import { recordLayout } from '../flow/layout.js';
import { EXTENDED, type ExportVersion } from '../flow/version.js';
import { builtInElements } from './elements.js';
import { SET_HEADER, TEMPLATE_SETS } from './message.js';

/** The versions of messages. */
export type MessageVersion = '9' | '10';

/** True for 9 and 10. */
export function isMessageVersionName(name: string): name is MessageVersion {
  return name === '9' || name === '10';
}

type Family = 4 | 6;

/** One field's way from the record to the message. */
interface Step {
  readonly id: number;
  /** Octets in the message. */
  readonly length: number;
  /** Place in the record, octets. */
  readonly offset: number;
  readonly kind: 'number' | 'address' | 'label';
}

/** Octets where the field's width in the record is not what exporters send. */
const LENGTHS: Readonly<Partial<Record<FieldName, number>>> = { src_mac: 6, dst_mac: 6, mpls_label: 3 };

/** Elements of times that both protocols have, ms since 1970. */
const TIMES: Readonly<Partial<Record<FieldName, number>>> = { start_ms: 152, end_ms: 153 };

/** What stands in the header, and what the receiver knows himself. */
const NOT_SENT: ReadonlySet<FieldName> = new Set<FieldName>(['exaddr', 'unix_secs', 'unix_nsecs', 'domain']);

/** ICMP's elements have the family in their names, too. */
const ICMP: Readonly<Partial<Record<FieldName, Readonly<Record<Family, number>>>>> = {
  icmp_type: { 4: 176, 6: 178 },
  icmp_code: { 4: 177, 6: 179 },
};

/** The best of IANA's elements for a field; of addresses that of the family. */
function elementFor(field: FieldName, family: Family): number | undefined {
  const known = TIMES[field] ?? ICMP[field]?.[family];
  if (known !== undefined) return known;
  const fitting = builtInElements().filter(
    ({ owner, fill, name }) =>
      owner === 'iana' &&
      fill?.field === field &&
      fill.way === 'forward' &&
      fill.rank === 1 &&
      !name.includes(family === 4 ? 'IPv6' : 'IPv4'),
  );
  return fitting[0]?.id;
}

/** The fields of a version's records for which there are elements: what datagrams of its flows carry. */
export function sentFields(version: ExportVersion): FieldName[] {
  const classic = recordLayout(version);
  return [...recordLayout(EXTENDED).slots.keys()].filter(
    (field) =>
      !NOT_SENT.has(field) &&
      elementFor(field, 4) !== undefined &&
      (version === EXTENDED || classic.slots.has(field) || TIMES[field] !== undefined),
  );
}

function stepsOf(fields: readonly FieldName[], family: Family): Step[] {
  const { slots } = recordLayout(EXTENDED);
  return fields.flatMap((field): Step[] => {
    const [slot, id] = [slots.get(field), elementFor(field, family)];
    if (!slot || id === undefined) return [];
    const { offset, bytes } = slot;
    if (bytes === 16) return [{ id, length: family === 4 ? 4 : 16, offset, kind: 'address' }];
    return [{ id, length: LENGTHS[field] ?? bytes, offset, kind: field === 'mpls_label' ? 'label' : 'number' }];
  });
}

/** Octets of a UDP payload that no usual path breaks into pieces. */
const PAYLOAD = 1452;
/** Datagrams after which templates are sent again, for who came later or lost them. */
const TEMPLATES_EVERY = 64;

const HEADER: Readonly<Record<MessageVersion, number>> = { '9': 20, '10': 16 };
const TEMPLATE_ID: Readonly<Record<Family, number>> = { 4: 256, 6: 257 };
/** Uptime that v9 datagrams tell: their flows have times of the calendar. */
const UPTIME = 2 ** 31;

export interface MessageEncoderOptions {
  /** Fields that are sent; default all that have elements. */
  readonly fields?: readonly FieldName[];
  /** Most octets of a datagram. */
  readonly octets?: number;
  /** Most records of a datagram. */
  readonly records?: number;
}

/**
 * Packs extended records into messages. A message has one export time and domain; its data sets are of one family each.
 * Sequence numbers begin with 0 for each domain.
 */
export class MessageEncoder {
  readonly #steps: Readonly<Record<Family, readonly Step[]>>;
  readonly #lengths: Readonly<Record<Family, number>>;
  readonly #templates: Buffer;
  readonly #buffer: Buffer;
  readonly #sequences = new Map<number, { next: number; datagrams: number }>();
  #at = 0;
  /** Where the open set begins, and its family. */
  #set: { readonly at: number; readonly family: Family } | undefined;
  #records = 0;
  #templateRecords = 0;
  #header = { seconds: 0, domain: 0 };

  constructor(
    private readonly version: MessageVersion,
    private readonly options: MessageEncoderOptions = {},
  ) {
    const fields = options.fields ?? sentFields(EXTENDED);
    this.#steps = { 4: stepsOf(fields, 4), 6: stepsOf(fields, 6) };
    const length = (steps: readonly Step[]) => steps.reduce((sum, step) => sum + step.length, 0);
    this.#lengths = { 4: length(this.#steps[4]), 6: length(this.#steps[6]) };
    this.#templates = this.#templateSet();
    const least = HEADER[version] + this.#templates.length + SET_HEADER + this.#lengths[6] + 3; // with padding
    this.#buffer = Buffer.alloc(Math.max(options.octets ?? PAYLOAD, least));
  }

  /**
   * Takes records; gives each datagram that they complete, as memory of its own.
   * @throws RangeError if they are not extended ones
   */
  *add(batch: FlowBatch): Generator<Buffer, void> {
    const [seconds, domain] = [fieldReader(batch, 'unix_secs'), fieldReader(batch, 'domain')];
    if (batch.layout.version !== EXTENDED || !seconds || !domain)
      throw new RangeError(`cannot encode records of version ${batch.layout.version} as ${this.version}`);
    const view = new DataView(batch.bytes.buffer, batch.bytes.byteOffset, batch.bytes.byteLength);
    const [source, destination] = (['srcaddr', 'dstaddr'] as const).map((field) => fieldReader(batch, field));
    for (let index = 0; index < batch.count; index++) {
      const family = Number.isNaN(source?.(index)) || Number.isNaN(destination?.(index)) ? 6 : 4;
      const header = { seconds: seconds(index), domain: domain(index) };
      const differs = header.seconds !== this.#header.seconds || header.domain !== this.#header.domain;
      if (this.#records > 0 && (differs || !this.#hasRoom(family))) yield this.#complete();
      if (this.#records === 0) this.#begin(header);
      this.#pack(view, index * batch.layout.size, family);
    }
  }

  /** The last, incomplete datagram, if there are records left. */
  flush(): Buffer | undefined {
    return this.#records > 0 ? this.#complete() : undefined;
  }

  #templateSet(): Buffer {
    const words: number[] = [];
    for (const family of [4, 6] as const) {
      words.push(TEMPLATE_ID[family], this.#steps[family].length);
      for (const { id, length } of this.#steps[family]) words.push(id, length);
    }
    const [id] = TEMPLATE_SETS[this.version === '9' ? 'v9' : 'ipfix'];
    const set = Buffer.alloc(SET_HEADER + 2 * words.length);
    for (const [at, word] of [id, set.length, ...words].entries()) set.writeUInt16BE(word, 2 * at);
    return set;
  }

  #hasRoom(family: Family): boolean {
    if (this.#records >= (this.options.records ?? Infinity)) return false;
    const another = this.#set?.family === family ? 0 : SET_HEADER + 3;
    return this.#at + another + this.#lengths[family] + 3 <= this.#buffer.length; // 3 for padding
  }

  #begin(header: { readonly seconds: number; readonly domain: number }): void {
    this.#header = header;
    let sequence = this.#sequences.get(header.domain);
    if (!sequence) this.#sequences.set(header.domain, (sequence = { next: 0, datagrams: 0 }));
    this.#at = HEADER[this.version];
    this.#templateRecords = 0;
    if (sequence.datagrams++ % TEMPLATES_EVERY !== 0) return;
    this.#at += this.#templates.copy(this.#buffer, this.#at);
    this.#templateRecords = 2;
  }

  #closeSet(): void {
    if (!this.#set) return;
    while (this.#at % 4 !== 0) this.#buffer[this.#at++] = 0;
    this.#buffer.writeUInt16BE(this.#at - this.#set.at, this.#set.at + 2);
    this.#set = undefined;
  }

  #pack(view: DataView, base: number, family: Family): void {
    if (this.#set?.family !== family) {
      this.#closeSet();
      this.#set = { at: this.#at, family };
      this.#buffer.writeUInt16BE(TEMPLATE_ID[family], this.#at);
      this.#at += SET_HEADER;
    }
    for (const step of this.#steps[family]) this.#write(view, base + step.offset, step, family);
    this.#records++;
  }

  #write(view: DataView, from: number, { kind, length }: Step, family: Family): void {
    const buffer = this.#buffer;
    if (kind === 'address') {
      const isIpv4 = view.getUint32(from + 12, true) === 0xffff && view.getBigUint64(from, true) === 0n;
      if (family === 4) buffer.writeUInt32BE(isIpv4 ? view.getUint32(from + 8, true) : 0, this.#at);
      else {
        buffer.writeBigUInt64BE(view.getBigUint64(from, true), this.#at);
        buffer.writeBigUInt64BE(view.getBigUint64(from + 8, true), this.#at + 8);
      }
    } else if (kind === 'label') {
      buffer.writeUIntBE(((view.getUint32(from, true) << 4) | 1) & 0xffffff, this.#at, 3); // bottom of stack: it is alone
    } else {
      for (let octet = 0; octet < length; octet++) buffer[this.#at + octet] = view.getUint8(from + length - 1 - octet); // little-endian in the record
    }
    this.#at += length;
  }

  #complete(): Buffer {
    this.#closeSet();
    const buffer = this.#buffer;
    const { seconds, domain } = this.#header;
    const sequence = this.#sequences.get(domain);
    if (this.version === '9') {
      buffer.writeUInt16BE(9, 0);
      buffer.writeUInt16BE(this.#records + this.#templateRecords, 2);
      buffer.writeUInt32BE(UPTIME, 4);
      buffer.writeUInt32BE(seconds, 8);
    } else {
      buffer.writeUInt16BE(10, 0);
      buffer.writeUInt16BE(this.#at, 2);
      buffer.writeUInt32BE(seconds, 4);
    }
    const at = HEADER[this.version] - 8;
    buffer.writeUInt32BE(sequence?.next ?? 0, at);
    buffer.writeUInt32BE(domain, at + 4);
    if (sequence) sequence.next = (sequence.next + (this.version === '9' ? 1 : this.#records)) >>> 0;
    this.#records = 0;
    return Buffer.from(buffer.subarray(0, this.#at));
  }
}
