/**
 * A thread that tags, filters and rewrites records, beside the one that receives: DuckDB asks the thread that started a
 * query for every 2,048 records, and one that is busy with datagrams answers too late to keep up.
 */
import { Worker } from 'node:worker_threads';
import type { ExportVersion } from '../flow/version.js';
import type { RefinementSource } from './refinement.js';
import type { Block } from './record-blocks.js';
import type { Configure, End, Refined, RefinerReply, RefinerRequest } from './refiner-messages.js';

interface Waiting {
  readonly resolve: (reply: RefinerReply) => void;
  readonly reject: (error: Error) => void;
}

/** A thread at work, and who waits for its replies. */
interface Running {
  readonly worker: Worker;
  readonly waiting: Waiting[];
}

/** A thread that breaks down is started again with the next block; what it was working on is lost. */
export class RefinerThread {
  #running: Running | undefined;
  #configuration: Configure | undefined;

  /** Works by the files as they are now. @throws Error if they cannot be used; then by those that it has */
  async configure(source: RefinementSource, version?: ExportVersion): Promise<void> {
    const request: Configure = { kind: 'configure', source, ...(version !== undefined && { version }) };
    const reply = await this.#ask(request);
    if (reply.kind === 'failed') throw new Error(reply.why);
    this.#configuration = request;
  }

  /**
   * @param block records of the version configured; their memory moves to the thread
   * @throws Error that says why they are lost
   */
  async refine({ bytes, pairs }: Omit<Block, 'layout' | 'count'>): Promise<Refined> {
    if (!this.#running && this.#configuration) void this.#ask(this.#configuration).catch(() => undefined);
    const reply = await this.#ask({ kind: 'refine', bytes, ...(pairs && { pairs }) }, [bytes.buffer]);
    if (reply.kind === 'refined') return reply;
    throw new Error(reply.kind === 'failed' ? reply.why : 'the thread lost count');
  }

  /**
   * Resolves when the thread has ended. What it has not answered is lost. It ends by itself: DuckDB aborts the whole
   * process when a thread is terminated that it still works for.
   */
  async close(): Promise<void> {
    if (!this.#running) return;
    const { worker } = this.#running;
    const ended = new Promise((done) => worker.once('exit', done));
    worker.postMessage({ kind: 'end' } satisfies End);
    this.#lose(this.#running, 'the thread ended');
    await ended;
  }

  #ask(request: RefinerRequest, transfer: readonly ArrayBuffer[] = []): Promise<RefinerReply> {
    const { worker, waiting } = (this.#running ??= this.#start());
    return new Promise((resolve, reject) => {
      waiting.push({ resolve, reject });
      worker.postMessage(request, transfer);
    });
  }

  #start(): Running {
    const worker = new Worker(new URL('./refiner-worker.js', import.meta.url));
    const running: Running = { worker, waiting: [] };
    let why = 'the thread ended';
    worker.on('message', (reply: RefinerReply) => running.waiting.shift()?.resolve(reply));
    worker.on('error', (error) => {
      why = error instanceof Error ? error.message : String(error);
    });
    worker.on('exit', () => {
      this.#lose(running, why);
    });
    return running;
  }

  #lose(running: Running, why: string): void {
    if (this.#running === running) this.#running = undefined;
    for (const { reject } of running.waiting.splice(0)) reject(new Error(why));
  }
}
