/**
 * A thread that tags, filters and rewrites records, beside the one that receives: DuckDB asks the thread that started a
 * query for every 2,048 records, and one that is busy with datagrams answers too late to keep up.
 */
import { Worker } from 'node:worker_threads';
import type { ExportVersion } from '../flow/version.js';
import type { RefinementSource } from './refinement.js';
import type { Configure, Refined, RefinerReply, RefinerRequest } from './refiner-messages.js';

interface Waiting {
  readonly resolve: (reply: RefinerReply) => void;
  readonly reject: (error: Error) => void;
}

/** A thread that breaks down is started again with the next block; what it was working on is lost. */
export class RefinerThread {
  #worker: Worker | undefined;
  #waiting: Waiting[] = [];
  #configuration: Configure | undefined;

  /** Works by the files as they are now. @throws Error if they cannot be used; then by those that it has */
  async configure(source: RefinementSource, version?: ExportVersion): Promise<void> {
    const request: Configure = { kind: 'configure', source, ...(version !== undefined && { version }) };
    const reply = await this.#ask(request);
    if (reply.kind === 'failed') throw new Error(reply.why);
    this.#configuration = request;
  }

  /**
   * @param bytes records of the version configured; their memory moves to the thread
   * @throws Error that says why they are lost
   */
  async refine(bytes: Uint8Array<ArrayBuffer>): Promise<Refined> {
    if (!this.#worker && this.#configuration) void this.#ask(this.#configuration).catch(() => undefined);
    const reply = await this.#ask({ kind: 'refine', bytes }, [bytes.buffer]);
    if (reply.kind === 'refined') return reply;
    throw new Error(reply.kind === 'failed' ? reply.why : 'the thread lost count');
  }

  async close(): Promise<void> {
    await this.#worker?.terminate();
  }

  #ask(request: RefinerRequest, transfer: readonly ArrayBuffer[] = []): Promise<RefinerReply> {
    const worker = (this.#worker ??= this.#start());
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      worker.postMessage(request, transfer);
    });
  }

  #start(): Worker {
    const worker = new Worker(new URL('./refiner-worker.js', import.meta.url));
    let why = 'the thread ended';
    worker.on('message', (reply: RefinerReply) => this.#waiting.shift()?.resolve(reply));
    worker.on('error', (error) => {
      why = error instanceof Error ? error.message : String(error);
    });
    worker.on('exit', () => {
      this.#worker = undefined;
      for (const { reject } of this.#waiting.splice(0)) reject(new Error(why));
    });
    return worker;
  }
}
