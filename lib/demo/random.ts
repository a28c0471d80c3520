/** Pseudo-random numbers that depend on nothing but their seed, so that the past can be made again. */

/**
 * The generator sfc32 of PractRand: 32 bits at a time, quick, and good enough for statistics. Its state is a typed array
 * because V8 would box numbers of 32 bits in object fields.
 */
export class Random {
  readonly #state = new Int32Array(4);

  /** Starts the sequence that belongs to up to three whole numbers. */
  seed(a: number, b = 0, c = 0): this {
    const state = this.#state;
    state[0] = a;
    state[1] = b;
    state[2] = c;
    state[3] = 1;
    for (let round = 0; round < 12; round++) this.next();
    return this;
  }

  /** The next 32 bits, as a signed whole number: mask or shift (`>>>`) what you need out of it. */
  next(): number {
    const state = this.#state;
    const a = state[0]!;
    const b = state[1]!;
    const c = state[2]!;
    const counter = state[3]!;
    const sum = (((a + b) | 0) + counter) | 0;
    state[3] = counter + 1;
    state[0] = b ^ (b >>> 9);
    state[1] = c + (c << 3);
    state[2] = ((c << 21) | (c >>> 11)) + sum;
    return sum;
  }

  /** A number from 0 up to but not including 1. */
  unit(): number {
    return (this.next() >>> 0) / 0x100000000;
  }

  /** A whole number from 0 to `limit` − 1. */
  below(limit: number): number {
    return Math.floor(this.unit() * limit);
  }

  /** A whole number with this mean, `mean` itself rounded down or up. */
  round(mean: number): number {
    return Math.floor(mean + this.unit());
  }
}
