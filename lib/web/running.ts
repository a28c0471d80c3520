/** Work that may take longer than its reader will wait in silence: its outcome, and how far it is meanwhile. */
import type { Progress } from '../store/store.js';

/** `performance` would load 10 modules for it, 4 ms. */
const nowMs = (): number => Number(process.hrtime.bigint()) / 1e6;

export class Running<T> {
  readonly outcome: Promise<T>;
  readonly #began = nowMs();
  #latest: Progress | undefined;

  /** @param work begins at once */
  constructor(work: (progress: (done: Progress) => void) => Promise<T>) {
    this.outcome = work((done) => {
      this.#latest = done;
    });
  }

  /** Undefined until the first report. */
  get latest(): Progress | undefined {
    return this.#latest;
  }

  /** Since the beginning, ms. */
  get elapsed(): number {
    return nowMs() - this.#began;
  }

  /**
   * The outcome if it is there in time, else undefined.
   * @param ms Infinity waits for it
   * @throws what the work throws
   */
  async within(ms: number): Promise<T | undefined> {
    if (ms === Infinity) return this.outcome;
    let timer: NodeJS.Timeout | undefined;
    const over = new Promise<undefined>((resolve) => {
      timer = setTimeout(resolve, ms, undefined);
    });
    try {
      return await Promise.race([this.outcome, over]);
    } finally {
      clearTimeout(timer);
    }
  }
}
