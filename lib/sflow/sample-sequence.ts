/** Accounts for the samples of one source: what got lost on the way, and in the agent. */
import type { FlowSample } from './sample.js';

/** A step of this many samples or more is a restart of the agent, not a loss. */
const RESET_STEP = 1000;

/** What one sample told. */
export interface SampleVerdict {
  /** Samples missing before this one. */
  readonly lost: number;
  /** Samples that the agent itself had to drop since the one before. */
  readonly dropped: number;
}

const NOTHING: SampleVerdict = { lost: 0, dropped: 0 };

/** The samples of one source of one agent. Numbers are modulo 2³²; one that came late or twice changes nothing. */
export class SampleSequence {
  #last: FlowSample | undefined;
  #samples = 0;
  #pool = 0;

  check(sample: FlowSample): SampleVerdict {
    const last = this.#last;
    if (!last) {
      this.#last = sample;
      return NOTHING;
    }
    const step = (sample.sequence - last.sequence) | 0; // serial number arithmetic, RFC 1982
    if (step <= 0 && step > -RESET_STEP) return NOTHING;
    this.#last = sample;
    if (step < 0 || step >= RESET_STEP) return NOTHING;
    const dropped = (sample.drops - last.drops) >>> 0;
    this.#samples += step;
    this.#pool += (sample.pool - last.pool) >>> 0;
    return { lost: step - 1, dropped: dropped < 2 ** 31 ? dropped : 0 };
  }

  /**
   * Packets for each sample, by the agent's pool: what the rate is in truth where the agent does not keep to the one it
   * states. Undefined before two samples.
   */
  get observedRate(): number | undefined {
    return this.#samples > 0 ? this.#pool / this.#samples : undefined;
  }
}
