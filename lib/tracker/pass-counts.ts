/** What the status of both daemons tells of their passes. */
import type { Values } from '../status/metrics.js';

type PassValues = Pick<
  Values<'FlowTracker_Collector' | 'FlowTracker_Grapher'>,
  'passes' | 'failedPasses' | 'passSeconds' | 'problems'
>;

export class PassCounts {
  /** Single trackings or groups that failed. */
  problems = 0;
  #passes = 0;
  #failed = 0;
  #seconds: number | undefined;

  get values(): PassValues {
    return { passes: this.#passes, failedPasses: this.#failed, passSeconds: this.#seconds, problems: this.problems };
  }

  /** Runs a pass. One that is asked to end has not failed. @throws what it throws */
  async count<T>(pass: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    const began = performance.now();
    try {
      const outcome = await pass();
      this.#passes++;
      return outcome;
    } catch (error) {
      if (!(signal?.aborted ?? false)) this.#failed++;
      throw error;
    } finally {
      this.#seconds = Math.round(performance.now() - began) / 1000;
    }
  }
}
