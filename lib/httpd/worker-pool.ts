/** The workers of one lane: as many as are needed at once, some in reserve, and no more than allowed. */
import { Turnstile } from '../web/server/turnstile.js';
import type { End } from './messages.js';
import type { Lane } from './scripts.js';
import { WorkerProcess } from './worker-process.js';

export interface PoolSize {
  /** Pages that are made at once. */
  readonly most: number;
  /** Workers that are kept ready where nothing is asked. */
  readonly spare: number;
}

/** Requests that may wait for a worker. */
const WAITING = 200;
/** Pages that a worker makes before another takes its place: what it may leak stays small. */
const MOST_PAGES = 1000;
/** Resident set above which a worker is replaced, octets: what a large answer took may not all come back. */
const MOST_MEMORY = 1_073_741_824;
/** How long a worker beyond the reserve is kept, ms. */
const IDLE_MS = 30_000;

export class WorkerPool {
  readonly #idle = new Set<WorkerProcess>();
  readonly #busy = new Set<WorkerProcess>();
  /** To be ended when they have answered. */
  readonly #outdated = new WeakSet<WorkerProcess>();
  readonly #ending = new Set<Promise<void>>();
  readonly #turnstile: Turnstile;
  readonly #trim: NodeJS.Timeout;
  #isClosed = false;

  constructor(
    readonly lane: Lane,
    readonly size: PoolSize,
    readonly log: (line: string) => void,
  ) {
    this.#turnstile = new Turnstile(size.most, WAITING);
    this.#trim = setInterval(() => {
      const [surplus] = this.#idle;
      if (surplus && this.#idle.size > size.spare) this.#end(surplus);
    }, IDLE_MS).unref();
    this.#fill();
  }

  /** Process ids of all workers. */
  get pids(): readonly number[] {
    return [...this.#idle, ...this.#busy].flatMap(({ pid }) => pid ?? []);
  }

  /**
   * Lends a worker to a piece of work.
   * @param signal ends the wait for one
   * @param work `left` as its outcome, or an error, ends the worker
   * @throws TurnstileFullError, WorkerEndedError; what `work` throws
   */
  async lend(signal: AbortSignal, work: (worker: WorkerProcess) => Promise<End>): Promise<void> {
    const leave = await this.#turnstile.enter(signal);
    const worker = this.#take();
    this.#fill();
    let isGood = false;
    try {
      await worker.ready;
      signal.throwIfAborted();
      const { outcome, memory } = await work(worker);
      // one that was told to stop ends, also where it was done before it heard that
      isGood = outcome === 'whole' && !signal.aborted && memory < MOST_MEMORY && worker.answered < MOST_PAGES;
    } finally {
      this.#busy.delete(worker);
      if (isGood && worker.isAlive && !this.#outdated.has(worker) && !this.#isClosed) this.#idle.add(worker);
      else this.#end(worker);
      leave();
      this.#fill();
    }
  }

  /** Lets new workers take the places of all. */
  renew(): void {
    for (const worker of this.#busy) this.#outdated.add(worker);
    for (const worker of this.#idle) this.#end(worker);
    this.#fill();
  }

  /** Tells those that work to stop. */
  stop(): void {
    for (const worker of this.#busy) worker.stop();
  }

  /** @returns when all have ended */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#trim);
    for (const worker of [...this.#idle, ...this.#busy]) this.#end(worker);
    await Promise.all(this.#ending);
  }

  /** The one that was used last, whose memory is warm, or one that starts. */
  #take(): WorkerProcess {
    const idle = [...this.#idle];
    const worker = idle.findLast(({ isReady }) => isReady) ?? idle.at(-1) ?? this.#start();
    this.#idle.delete(worker);
    this.#busy.add(worker);
    return worker;
  }

  #start(): WorkerProcess {
    const worker = new WorkerProcess(this.lane, this.log);
    const gone = (how: string): void => {
      const wasIdle = this.#idle.delete(worker);
      if (wasIdle && !this.#isClosed) this.log(`idle worker ${worker.pid ?? ''} ${how}`);
      // one that cannot even start is tried again only when it is needed
      void worker.ready.then(
        () => {
          this.#fill();
        },
        () => undefined,
      );
    };
    void worker.ended.then(gone);
    return worker;
  }

  #fill(): void {
    while (!this.#isClosed && this.#idle.size < this.size.spare && this.#idle.size + this.#busy.size < this.size.most)
      this.#idle.add(this.#start());
  }

  #end(worker: WorkerProcess): void {
    this.#idle.delete(worker);
    const ending = worker.end().finally(() => this.#ending.delete(ending));
    this.#ending.add(ending);
  }
}
