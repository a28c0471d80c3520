/** One file or stream that takes all records of a run: the output of flow-receive. */
import { createWriteStream, statSync } from 'node:fs';
import { hostname } from 'node:os';
import type { Writable } from 'node:stream';
import type { FlowBatch } from '../flow/batch.js';
import type { ExportVersion } from '../flow/version.js';
import { FLAG } from '../ftfile/header.js';
import { createFlowFile, openFlowStream, type FlowWriter } from '../ftfile/writer.js';
import type { OutputOptions } from '../rows/output-options.js';
import type { FileCounters } from './capture-file.js';
import type { FlowOutput } from './intake.js';

/** Octets of records that may wait for a slow reader or disk; what comes when that is reached is dropped. */
const MOST_WAITING = 64 * 2 ** 20;

function isPlainFile(path: string): boolean {
  const stat = statSync(path, { throwIfNoEntry: false });
  return !stat || stat.isFile();
}

export class SingleOutput implements FlowOutput {
  /** Records that were dropped. */
  dropped = 0;
  /** Resolves with the error when nothing can be written any more. */
  readonly failed: Promise<Error>;
  #fail: (error: unknown) => void = () => undefined;
  #writer: FlowWriter | undefined;
  #opening: Promise<void> | undefined;
  #stream: Writable | undefined;
  #held: FlowBatch[] = [];
  #isFlushed = true;
  readonly #counters: FileCounters = { lost: 0, corrupt: 0, resets: 0 };

  /** @param path of the file; undefined for standard output */
  constructor(
    private readonly path: string | undefined,
    private readonly options: OutputOptions,
  ) {
    this.failed = new Promise((resolve) => {
      this.#fail = (error) => {
        resolve(error instanceof Error ? error : new Error(String(error)));
      };
    });
  }

  begin(version: ExportVersion): void {
    this.#opening = this.#open(version).then((writer) => {
      this.#writer = writer;
      for (const batch of this.#held) this.append(batch);
      this.#held = [];
    }, this.#fail);
  }

  #open(version: ExportVersion): Promise<FlowWriter> {
    const { byteOrder, level, comment } = this.options;
    const told = { hostname: hostname(), ...(comment !== undefined && { comment }) };
    if (this.path !== undefined && isPlainFile(this.path)) {
      const times = { captureStart: Math.floor(Date.now() / 1000), captureEnd: 0, flows: 0 };
      return createFlowFile(this.path, { version, byteOrder, level, header: { ...times, ...this.#counters, ...told } });
    }
    this.#stream = this.path === undefined ? process.stdout : createWriteStream(this.path);
    this.#stream.on('error', this.#fail);
    return openFlowStream(this.#stream, { version, byteOrder, level, header: { flags: FLAG.streaming, ...told } });
  }

  append(batch: FlowBatch): void {
    if (!this.#writer) {
      this.#held.push({ ...batch, bytes: batch.bytes.slice() });
    } else if (this.#writer.waiting > MOST_WAITING) {
      this.dropped += batch.count;
    } else {
      this.#isFlushed = false;
      this.#writer.append(batch).catch(this.#fail);
    }
  }

  count(counter: keyof FileCounters, by: number): void {
    this.#counters[counter] += by;
  }

  /** Hands what came to the reader. */
  flush(): void {
    if (this.#isFlushed) return;
    this.#isFlushed = true;
    this.#writer?.flush().catch(this.#fail);
  }

  /** Ends the file, with its final header, or the stream. @throws the system's error */
  async close(): Promise<void> {
    await this.#opening;
    const final = this.#stream ? {} : { captureEnd: Math.floor(Date.now() / 1000), ...this.#counters };
    await this.#writer?.close(final);
    if (this.#stream && this.#stream !== process.stdout) this.#stream.end();
  }
}
