/** Writes flow files and streams (reference sections 1.3 to 1.5). */
import type { Writable } from 'node:stream';
import type { FlowBatch } from '../flow/batch.js';
import { recordLayout, type RecordLayout } from '../flow/layout.js';
import { versionNumbers, type ExportVersion } from '../flow/version.js';
import { swapRecords } from './byte-order.js';
import { fileSink, streamSink, type ByteSink } from './byte-sink.js';
import { withContinuations } from './continuation.js';
import { deflater, plainEncoder, type Encoder } from './deflater.js';
import { encodeHeader } from './encode-header.js';
import { FlowFileError } from './error.js';
import { FLAG, type ByteOrder, type HeaderFields } from './header.js';

export interface WriterOptions {
  readonly version: ExportVersion;
  /**
   * What the header says besides the version. A file's header must have at the start every field it will have at the
   * end, provisional or 0. `flags` default to 0 in a file and to streaming in a stream; compressed is added as needed.
   */
  readonly header?: HeaderFields;
  /** Default little. */
  readonly byteOrder?: ByteOrder;
  /** zlib level 0 to 9; 0, the default, is no zlib at all. */
  readonly level?: number;
  /**
   * Called for each block of a compressed file when its turn has come: the level to compress it with.
   * @param waiting octets of records that wait, with those of the block
   * @param flows records in the block
   */
  readonly levelFor?: (waiting: number, flows: number) => number;
}

/**
 * Octets of records collected before they are written or compressed: at least while nothing else is under way, and at
 * most, so that the busier the writer is the fewer turns on the thread pool it takes.
 */
const LEAST_BLOCK = 256 * 1024;
const BLOCK = 1024 * 1024;
/** Octets that may wait to be written before `append` asks to wait. */
const HIGH_WATER = BLOCK;
/** Blocks kept to be used again. */
const SPARE = 4;
const READY = Promise.resolve();

/** Writes one file or stream. After a failure every call rejects with that failure; `close` is still needed. */
export class FlowWriter {
  readonly layout: RecordLayout;
  /** Records appended so far. */
  flows = 0;
  /** Octets that are copied into the current block. */
  #used = 0;
  #block: Uint8Array;
  readonly #spare: Uint8Array[] = [];
  #waiting = 0;
  #work: Promise<void> = READY;
  #failure: { readonly error: unknown } | undefined;

  /** Made by `createFlowFile` and `openFlowStream`, which write the header first. */
  constructor(
    private readonly sink: ByteSink,
    private readonly encoder: Encoder,
    private readonly header: HeaderFields,
    private readonly byteOrder: ByteOrder,
    private readonly headerLength: number,
    private readonly levelFor: WriterOptions['levelFor'],
    version: ExportVersion,
  ) {
    this.layout = recordLayout(version);
    this.#block = this.#newBlock();
  }

  #newBlock(): Uint8Array {
    return new Uint8Array(BLOCK - (BLOCK % this.layout.size));
  }

  /**
   * Adds records; they are copied before this returns. Nothing is done per field in little-endian files.
   * @returns settled when more may be appended: at once unless the disk or the reader is slower
   * @throws RangeError if the batch is of another version
   */
  append(batch: FlowBatch): Promise<void> {
    this.put(batch);
    return this.#failure || this.#waiting > HIGH_WATER ? this.#work : READY;
  }

  /**
   * `append` for who cannot wait: `waiting` tells how much memory it takes, and a failure shows at the next other call.
   * @throws RangeError if the batch is of another version
   */
  put(batch: FlowBatch): void {
    if (batch.layout !== this.layout)
      throw new RangeError(
        `cannot write version ${batch.layout.version} into a file of version ${this.layout.version}`,
      );
    if (this.#failure) return;
    const bytes = withContinuations(batch);
    for (let at = 0; at < bytes.length;) {
      const part = bytes.subarray(at, at + this.#block.length - this.#used);
      this.#block.set(part, this.#used);
      this.#used += part.length;
      at += part.length;
      if (this.#used === this.#block.length) this.#passOn();
    }
    if (this.#used >= LEAST_BLOCK && this.#waiting === 0) this.#passOn();
    this.flows += batch.count;
  }

  /** Octets of records that were appended and are not written yet. */
  get waiting(): number {
    return this.#waiting + this.#used;
  }

  /** Queues work after what is queued already; a failure stops all that follows. */
  #queue(task: () => Promise<void>): Promise<void> {
    this.#work = this.#work.then(task);
    this.#work.catch((error: unknown) => {
      this.#failure ??= { error };
    });
    return this.#work;
  }

  #passOn(): void {
    if (this.#used === 0) return;
    const block = this.#block;
    const records = block.subarray(0, this.#used);
    this.#block = this.#spare.pop() ?? this.#newBlock();
    this.#used = 0;
    this.#waiting += records.length;
    void this.#queue(async () => {
      if (this.byteOrder === 'big') swapRecords(records, this.layout);
      await this.encoder.write(records, this.levelFor?.(this.waiting, records.length / this.layout.size));
      this.#waiting -= records.length;
      if (this.#spare.length < SPARE) this.#spare.push(block);
    });
  }

  /** Makes every record so far readable: handed to the system, and flushed through zlib. */
  flush(): Promise<void> {
    this.#passOn();
    return this.#queue(() => this.encoder.flush());
  }

  /** `flush`, and waits until a file's data are on the disk; what is appended meanwhile does not wait. */
  async sync(): Promise<void> {
    await this.flush();
    await this.sink.sync?.();
  }

  /**
   * Ends the data. A file gets its final header: the flag done, the number of flows if the header has that field, and
   * what `final` says. A stream's target stays open.
   * @param final may not change the header's size: no other fields than before, texts of the same length
   * @throws FlowFileError `header-length` if it would
   */
  async close(final: HeaderFields = {}): Promise<void> {
    this.#passOn();
    try {
      await this.#queue(() => this.encoder.finish());
      if (this.sink.rewrite) {
        const counted = this.header.flows === undefined ? {} : { flows: this.flows };
        const flags = (this.header.flags ?? 0) | (final.flags ?? 0) | FLAG.done;
        const bytes = encodeHeader({ ...this.header, ...counted, ...final, flags }, this.byteOrder, this.sink.name);
        if (bytes.length !== this.headerLength) {
          const what = `final header of ${bytes.length} octets does not fit the ${this.headerLength} kept for it`;
          throw new FlowFileError('header-length', this.sink.name, 4, what);
        }
        await this.sink.rewrite(bytes);
      }
    } finally {
      await this.sink.close();
    }
  }
}

/** Writes the header to a sink and returns the writer of the records that follow it. */
export async function startWriter(sink: ByteSink, options: WriterOptions): Promise<FlowWriter> {
  const { version, byteOrder = 'little', level = 0 } = options;
  const numbers = versionNumbers(version);
  const flags = options.header?.flags ?? (sink.rewrite ? 0 : FLAG.streaming);
  const header: HeaderFields = {
    ...options.header,
    ...numbers,
    ...(numbers.aggregationMethod !== undefined && { aggregationVersion: 2 }),
    flags: level > 0 ? flags | FLAG.compressed : flags & ~FLAG.compressed,
  };
  try {
    const bytes = encodeHeader(header, byteOrder, sink.name);
    await sink.write(bytes);
    const encoder = level > 0 ? deflater(sink, level) : plainEncoder(sink);
    return new FlowWriter(sink, encoder, header, byteOrder, bytes.length, options.levelFor, version);
  } catch (error) {
    await sink.close();
    throw error;
  }
}

/**
 * Creates a flow file and writes its provisional header.
 * @param options.existing `refuse` fails with EEXIST if the name is taken; default `replace`
 */
export async function createFlowFile(
  path: string,
  options: WriterOptions & { readonly existing?: 'replace' | 'refuse' },
): Promise<FlowWriter> {
  return startWriter(await fileSink(path, options.existing ?? 'replace'), options);
}

/** Writes the header of a stream (standard output, a socket) and returns the writer of its records. */
export function openFlowStream(stream: Writable, options: WriterOptions): Promise<FlowWriter> {
  return startWriter(streamSink(stream), options);
}
