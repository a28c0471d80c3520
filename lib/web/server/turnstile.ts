/** Lets a limited number of tasks run at once and the others wait in line. */

import type { ServerResponse } from 'node:http';

/** The line is full. */
export class TurnstileFullError extends Error {
  readonly code = 'busy';
}

export class Turnstile {
  #running = 0;
  readonly #line: (() => void)[] = [];

  /**
   * @param limit tasks that run at once
   * @param waiting tasks that may wait
   */
  constructor(
    readonly limit: number,
    readonly waiting: number,
  ) {}

  /**
   * Waits for a place.
   * @returns the function that gives the place back; to be called once
   * @throws TurnstileFullError if the line is full, the signal's reason if it fires while waiting
   */
  async enter(signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted();
    if (this.#running < this.limit) this.#running++;
    else await this.#wait(signal);
    return () => {
      this.#leave();
    };
  }

  /** Waits for a place as long as the client of a response does. @throws as {@link enter} */
  async enterFor(response: ServerResponse): Promise<() => void> {
    const gone = new AbortController();
    const abort = (): void => {
      gone.abort();
    };
    response.once('close', abort);
    try {
      return await this.enter(gone.signal);
    } finally {
      response.off('close', abort);
    }
  }

  #wait(signal: AbortSignal): Promise<void> {
    if (this.#line.length >= this.waiting) {
      throw new TurnstileFullError(`${this.#running} requests are running and ${this.#line.length} waiting`);
    }
    return new Promise((resolve, reject) => {
      const abort = (): void => {
        this.#line.splice(this.#line.indexOf(admit), 1);
        reject(signal.reason as Error); // whoever aborts gives an Error
      };
      const admit = (): void => {
        signal.removeEventListener('abort', abort);
        resolve();
      };
      signal.addEventListener('abort', abort, { once: true });
      this.#line.push(admit);
    });
  }

  /** The place goes to the first in line, or is free. */
  #leave(): void {
    const next = this.#line.shift();
    if (next) next();
    else this.#running--;
  }
}
