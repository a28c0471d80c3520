/** The time, and waiting for it: what a test drives instead. */
import type { Ms } from '../flow/time.js';

export interface Clock {
  readonly now: () => Ms;
  /** Resolves at the moment, or when the signal fires. */
  readonly until: (moment: Ms, signal: AbortSignal) => Promise<void>;
}

/** Longest sleep: the system's clock may be set meanwhile. */
const LONGEST: Ms = 30_000;

/** The system's. */
export const SYSTEM_CLOCK: Clock = {
  now: Date.now,
  until: async (moment, signal) => {
    for (let left = moment - Date.now(); left > 0 && !signal.aborted; left = moment - Date.now())
      await new Promise<void>((resolve) => {
        const done = (): void => {
          clearTimeout(timer);
          signal.removeEventListener('abort', done);
          resolve();
        };
        const timer = setTimeout(done, Math.min(left, LONGEST));
        signal.addEventListener('abort', done);
      });
  },
};
