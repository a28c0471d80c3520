/** Reports of progress, not more often than anybody looks, and the latest always. */
import type { Progress } from './store.js';

/** ms */
const INTERVAL = 200;

export class ProgressReporter {
  #latest: Progress | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly tell: (done: Progress) => void) {}

  /** Tells at once, or when the interval since the last report is over. */
  report(done: Progress): void {
    this.#latest = done;
    if (!this.#timer) this.#flush();
  }

  /** Tells what has not been told: nothing more will be reported. */
  end(): void {
    clearTimeout(this.#timer);
    if (this.#latest) this.tell(this.#latest);
    this.#latest = undefined;
  }

  #flush(): void {
    this.#timer = undefined;
    if (!this.#latest) return;
    this.tell(this.#latest);
    this.#latest = undefined;
    this.#timer = setTimeout(() => {
      this.#flush();
    }, INTERVAL).unref();
  }
}
