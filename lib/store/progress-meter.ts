/** Tells how far a run has come: row files count as they are loaded, twins as DuckDB's statement gets on. */
import type { EngineConnection } from './engine.js';
import { ProgressReporter } from './progress-reporter.js';
import type { Segment } from './segments.js';
import type { Progress, RunControl } from './store.js';

/** Between two looks at a statement, ms. */
const INTERVAL = 200;

export class ProgressMeter {
  /** Flows of all twins. */
  readonly twinFlows: number;
  readonly #files: number;
  readonly #twins: number;
  readonly #reporter: ProgressReporter | undefined;
  #rows = { filesDone: 0, flows: 0 };
  #share = 0;

  constructor(tell: RunControl['progress'], segments: readonly Segment[]) {
    const twins = segments.filter((segment) => segment.kind === 'twin');
    this.twinFlows = twins.reduce((sum, { facts }) => sum + facts.flows, 0);
    this.#twins = twins.length;
    this.#files = segments.length;
    this.#reporter = tell && new ProgressReporter(tell);
  }

  /** What is loaded of the row files. */
  rows(done: Omit<Progress, 'files'>): void {
    this.#rows = done;
    this.#report();
  }

  /** All row files are loaded. */
  rowsEnd(): void {
    if (this.#twins === 0) this.end();
  }

  /** Runs the statement that answers one of several queries, each of which reads the twins. */
  async during<T>(
    connection: EngineConnection,
    query: { readonly index: number; readonly of: number },
    work: () => Promise<T>,
  ): Promise<T> {
    if (!this.#reporter || this.#twins === 0) return work();
    if (query.index === 0) await connection.tellProgress();
    const look = (done: number): void => {
      // a plan of several stages may seem to fall back
      this.#share = Math.max(this.#share, (query.index + Math.min(1, done)) / query.of);
      this.#report();
    };
    look(0);
    const timer = setInterval(() => {
      look(connection.done);
    }, INTERVAL);
    try {
      const result = await work();
      look(1);
      return result;
    } finally {
      clearInterval(timer);
    }
  }

  /** Nothing more will be read. */
  end(): void {
    this.#reporter?.end();
  }

  #report(): void {
    const { filesDone, flows } = this.#rows;
    this.#reporter?.report({
      files: this.#files,
      filesDone: filesDone + Math.floor(this.#share * this.#twins),
      flows: flows + Math.floor(this.#share * this.twinFlows),
    });
  }
}
