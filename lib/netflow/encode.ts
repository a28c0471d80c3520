/** Flow records to datagrams of NetFlow v1 to v8. */
import { fieldReader, type FlowBatch } from '../flow/batch.js';
import type { FieldName } from '../flow/field.js';
import { AGGREGATION_VERSION } from './header.js';
import type { Defects } from './refusal.js';
import { wireFormat, type WireFormat, type WireVersion } from './wire.js';

/** What a header says for all its records: a record that differs in any of them begins a new datagram. */
const HEADER_FIELDS = [
  'sysuptime',
  'unix_secs',
  'unix_nsecs',
  'engine_type',
  'engine_id',
] as const satisfies FieldName[];

/** Fields that the original's encoder loses (reference section 3.7; that 8.10 loses its ports too shows in its output). */
const LOST: Readonly<Partial<Record<WireVersion, readonly FieldName[]>>> = {
  '8.8': ['prot'],
  '8.10': ['srcport', 'dstport', 'input', 'output'],
};

/**
 * Packs records into datagrams (reference section 3.7). Sequence numbers start at 0 for each engine and grow by the
 * number of records. The exporter's address is not in the datagram: it is the sender's.
 */
export class DatagramEncoder {
  readonly #format: WireFormat;
  readonly #steps: WireFormat['steps'];
  readonly #buffer: Buffer;
  readonly #sequences = new Map<number, number>();
  readonly #header = [0, 0, 0, 0, 0];
  #count = 0;

  /**
   * @param version what to encode; translate records of another version first
   * @param options.defects `'original'` loses the fields that the original loses
   */
  constructor(version: WireVersion, options: { readonly defects?: Defects } = {}) {
    this.#format = wireFormat(version);
    const lost = options.defects === 'original' ? (LOST[version] ?? []) : [];
    this.#steps = this.#format.steps.filter(({ field }) => field === undefined || !lost.includes(field));
    this.#buffer = Buffer.alloc(this.#format.headerSize + this.#format.maxCount * this.#format.recordSize);
  }

  /**
   * Takes records; gives each datagram that they complete, as memory of its own.
   * @throws RangeError if the batch is of another version
   */
  *add(batch: FlowBatch): Generator<Buffer, void> {
    if (batch.layout !== this.#format.layout)
      throw new RangeError(`cannot encode records of version ${batch.layout.version} as ${this.#format.version}`);
    const readers = HEADER_FIELDS.map((field) => fieldReader(batch, field) ?? (() => 0)); // v1 has no engine
    const view = new DataView(batch.bytes.buffer, batch.bytes.byteOffset, batch.bytes.byteLength);
    for (let index = 0; index < batch.count; index++) {
      const differs = readers.some((read, at) => read(index) !== this.#header[at]);
      if (this.#count === this.#format.maxCount || (differs && this.#count > 0)) yield this.#complete();
      if (differs) readers.forEach((read, at) => (this.#header[at] = read(index)));
      this.#pack(view, index * batch.layout.size);
    }
  }

  /** The last, incomplete datagram, if there are records left. */
  flush(): Buffer | undefined {
    return this.#count > 0 ? this.#complete() : undefined;
  }

  #pack(view: DataView, base: number): void {
    const at = this.#format.headerSize + this.#count++ * this.#format.recordSize;
    for (const { bytes, wire, record } of this.#steps) {
      if (bytes === 4) this.#buffer.writeUInt32BE(view.getUint32(base + record, true), at + wire);
      else if (bytes === 2) this.#buffer.writeUInt16BE(view.getUint16(base + record, true), at + wire);
      else this.#buffer[at + wire] = view.getUint8(base + record);
    }
  }

  #complete(): Buffer {
    const [sysuptime = 0, unixSecs = 0, unixNsecs = 0, engineType = 0, engineId = 0] = this.#header;
    const { headerSize, recordSize, dVersion, aggregationMethod } = this.#format;
    const buffer = this.#buffer;
    buffer.writeUInt16BE(dVersion, 0);
    buffer.writeUInt16BE(this.#count, 2);
    buffer.writeUInt32BE(sysuptime, 4);
    buffer.writeUInt32BE(unixSecs, 8);
    buffer.writeUInt32BE(unixNsecs, 12);
    if (dVersion !== 1) {
      const engine = engineType * 256 + engineId;
      const sequence = this.#sequences.get(engine) ?? 0;
      buffer.writeUInt32BE(sequence, 16);
      buffer[20] = engineType;
      buffer[21] = engineId;
      this.#sequences.set(engine, (sequence + this.#count) >>> 0);
    }
    if (aggregationMethod !== undefined) {
      buffer[22] = aggregationMethod;
      buffer[23] = AGGREGATION_VERSION;
    }
    const datagram = Buffer.from(buffer.subarray(0, headerSize + this.#count * recordSize));
    this.#count = 0;
    return datagram;
  }
}
