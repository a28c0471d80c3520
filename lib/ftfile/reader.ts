/** Reads flow files and streams of any version, byte order and compression as batches of records. */
import type { Readable } from 'node:stream';
import type { FlowBatch } from '../flow/batch.js';
import { recordLayout, type RecordLayout } from '../flow/layout.js';
import { swapRecords, type BigEndianStyle } from './byte-order.js';
import { openSource, readFully, sourceName, type ByteSource } from './byte-source.js';
import { ContinuationReader } from './continuation.js';
import { FlowFileError, type Damage } from './error.js';
import { hasFlag, type FlowFileHeader } from './header.js';
import { inflatedSource, type InflateEnd } from './inflated-source.js';
import { HEADER_START, parseHeader, parseHeaderStart } from './parse-header.js';
import { translateVersion1, VERSION_1_RECORD } from './stream-version1.js';

/** A path, an open descriptor (0 is standard input), or a stream of Buffers. */
export type FlowSource = string | number | Readable;

export interface ReaderOptions {
  /** Called at most once, after the last batch, if the data part is damaged. */
  readonly onDamage?: (damage: Damage) => void;
  /** How big-endian files of versions 8.12 and 1005 were written (reference section 2.5); default `correct`. */
  readonly bigEndian?: BigEndianStyle;
  /** Most records per batch; default 8192. */
  readonly batchRecords?: number;
}

export interface FlowFile {
  /** Path, or a name for a stream. */
  readonly name: string;
  readonly header: FlowFileHeader;
  readonly layout: RecordLayout;
  /**
   * The records, once. Memory is bounded: each batch is overwritten by the next, so that a batch is valid until the next
   * one is asked for. Never rejects for damaged data (see `onDamage`). Leaving the loop early closes the file.
   */
  batches(): AsyncGenerator<FlowBatch, void, void>;
  /** Closes the file; only needed if `batches` is not used to its end. */
  close(): Promise<void>;
}

async function openWithHeader(from: FlowSource): Promise<{ source: ByteSource; header: FlowFileHeader }> {
  let source: ByteSource | undefined;
  try {
    source = await openSource(from);
    const start = await readFully(source, new Uint8Array(HEADER_START));
    const bytes = new Uint8Array(parseHeaderStart(start, source.name).length);
    bytes.set(start);
    const rest = await readFully(source, bytes.subarray(HEADER_START));
    return { source, header: parseHeader(bytes.subarray(0, HEADER_START + rest.length), source.name) };
  } catch (cause) {
    await source?.close();
    if (cause instanceof FlowFileError) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new FlowFileError('unreadable', sourceName(from), 0, `cannot be read: ${why}`, { cause });
  }
}

/**
 * Reads only the header.
 * @throws FlowFileError if it cannot be read; an unknown export version is no error here
 */
export async function readHeader(from: FlowSource): Promise<FlowFileHeader> {
  const { source, header } = await openWithHeader(from);
  await source.close();
  return header;
}

/**
 * Opens a flow file or stream.
 * @throws FlowFileError if the header cannot be read, or names no export version that is known
 */
export async function openFlowFile(from: FlowSource, options: ReaderOptions = {}): Promise<FlowFile> {
  const { source, header } = await openWithHeader(from);
  if (!header.version) {
    await source.close();
    const named = header.dVersion === undefined ? 'no export version' : `export version ${header.dVersion}`;
    const method = header.dVersion === 8 ? ` with aggregation method ${header.aggregationMethod ?? 'missing'}` : '';
    const what = `header names ${named}${method}: it must be 1, 5, 6, 7, 1005, 1009, or 8 with a method from 1 to 14`;
    throw new FlowFileError('export-version', source.name, HEADER_START, what);
  }
  const layout = recordLayout(header.version);
  const inflated = hasFlag(header, 'compressed') ? inflatedSource(source, header.length) : undefined;
  const data = inflated ?? source;
  return {
    name: source.name,
    header,
    layout,
    async *batches() {
      const records = new RecordBytes(data, header, layout, options);
      try {
        for await (const batch of records.batches()) yield batch;
        const damage = damageOf(records, inflated?.end(), header, source.name);
        if (damage) options.onDamage?.(damage);
      } finally {
        await data.close();
      }
    },
    close: () => data.close(),
  };
}

/** Cuts octets into batches of whole records and turns them to little-endian. */
class RecordBytes {
  /** Whole and partial records read so far, octets. */
  position = 0;
  /** Octets of the record at the end of the file that is not whole. */
  partial = 0;
  unreadable: unknown;
  readonly continuations: ContinuationReader;

  constructor(
    private readonly data: ByteSource,
    private readonly header: FlowFileHeader,
    private readonly layout: RecordLayout,
    private readonly options: ReaderOptions,
  ) {
    this.continuations = new ContinuationReader(layout);
  }

  async *batches(): AsyncGenerator<FlowBatch, void, void> {
    const size = this.header.streamVersion === 1 ? VERSION_1_RECORD : this.layout.size;
    const buffer = new Uint8Array(Math.max(1, this.options.batchRecords ?? 8192) * size);
    let filled = 0;
    for (;;) {
      let count: number;
      try {
        count = await this.data.read(buffer.subarray(filled));
      } catch (error) {
        this.unreadable = error;
        count = 0;
      }
      filled += count;
      this.position += count;
      const isDue = count === 0 || filled === buffer.length || this.data.live;
      const whole = isDue ? filled - (filled % size) : 0;
      if (whole > 0) {
        const batch = this.batch(buffer.subarray(0, whole), whole / size);
        if (batch.count > 0) yield batch;
        buffer.copyWithin(0, whole, filled);
        filled -= whole;
      }
      if (count === 0) break;
    }
    this.partial = filled;
  }

  private batch(records: Uint8Array, count: number): FlowBatch {
    const { header, layout } = this;
    if (header.streamVersion === 1)
      return { layout, bytes: translateVersion1(records, header.byteOrder, layout), count };
    if (header.byteOrder === 'big') swapRecords(records, layout, this.options.bigEndian);
    return this.continuations.read(records, count);
  }
}

/**
 * A file that is still being written ends anywhere: that is no damage. It has neither of the flags done, streaming and
 * preloaded.
 */
function damageOf(
  { position, partial, unreadable, continuations }: RecordBytes,
  end: InflateEnd | undefined,
  header: FlowFileHeader,
  file: string,
): Damage | undefined {
  const inProgress = !hasFlag(header, 'done') && !hasFlag(header, 'streaming') && !hasFlag(header, 'preloaded');
  const damage = (code: Damage['code'], offset: number, what: string): Damage => ({
    code,
    file,
    offset,
    text: `${file}: ${what}; the records before it were read`,
  });
  const system = (cause: unknown) => (cause instanceof Error ? cause.message : String(cause));
  if (unreadable !== undefined) {
    const offset = header.length + position;
    return damage('unreadable', offset, `cannot be read at octet ${offset} (${system(unreadable)})`);
  }
  switch (end?.code) {
    case 'unreadable':
      return damage('unreadable', end.offset, `cannot be read at octet ${end.offset} (${system(end.cause)})`);
    case 'corrupt':
      return damage('corrupt', end.offset, `compressed data are corrupt at octet ${end.offset} (${end.cause.message})`);
    case 'trailing':
      return damage('trailing', end.offset, `compressed data end at octet ${end.offset}, but more octets follow`);
    case 'cut':
      if (inProgress) return undefined;
      return damage('cut', end.offset, `compressed data are cut off at octet ${end.offset}`);
    case 'complete':
    case undefined:
      if (continuations.isDamaged)
        return damage('continuation', header.length, 'has continuation records that cannot be');
      if (inProgress && !end) return undefined;
      if (partial === 0 && continuations.waiting > 0)
        return damage('continuation', header.length, 'ends with continuation records whose flow is missing');
      if (partial === 0) return undefined;
      return damage(
        'partial-record',
        end ? header.length : header.length + position - partial,
        `ends inside a record: its last ${partial} octets are no whole record`,
      );
  }
}
