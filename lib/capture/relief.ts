/** Compresses less while more arrives than can be compressed as asked: a bigger file is better than a lost record. */
import type { Ms } from '../flow/time.js';

const MEBI = 2 ** 20;

/**
 * Highest level that is used while so many octets of a file's records wait, the most first. Level 1 is three times as
 * quick as 6 on flow records, and 0, which only stores them, three times as quick again.
 */
const STEPS: readonly (readonly [waiting: number, level: number])[] = [
  [12 * MEBI, 0],
  [3 * MEBI, 1],
];

/** Pressure that stays away so long is over. */
const CALM: Ms = 10_000;

/** Of all files of a capture. */
export class Relief {
  /** Records that were compressed less than asked. */
  flows = 0;
  #told = 0;
  /** When records were last known to be compressed less; undefined in calm times. */
  #since: { readonly flows: number; last: Ms } | undefined;

  /** @param level the level that was asked for, 0 to 9 */
  constructor(
    private readonly level: number,
    private readonly log: (text: string) => void,
  ) {}

  /** The level for a block of `flows` records while `waiting` octets wait. */
  readonly levelFor = (waiting: number, flows: number): number => {
    const step = STEPS.find(([least]) => waiting >= least);
    if (!step || step[1] >= this.level) return this.level;
    this.flows += flows;
    return step[1];
  };

  /** Logs the beginning and the end of such a time; call it about once a second. */
  turn(now: Ms): void {
    if (this.flows > this.#told) {
      if (!this.#since) this.log(`more flows arrive than level ${this.level} can compress: some are compressed less`);
      this.#since = { flows: this.#since?.flows ?? this.#told, last: now };
      this.#told = this.flows;
    } else if (this.#since && now - this.#since.last >= CALM) this.end();
  }

  /** Ends such a time now. */
  end(): void {
    if (!this.#since) return;
    this.log(`${this.flows - this.#since.flows} flows were compressed less than level ${this.level}; that is over`);
    this.#since = undefined;
  }
}
