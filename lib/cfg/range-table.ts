/** Looks numbers up in ranges that carry a value each, without touching the heap. */
import type { Range } from '../query/filter.js';

/** Both ends are unsigned 32-bit numbers; `value` is one too, but for the largest. */
export interface RangeEntry extends Range<number> {
  readonly value: number;
}

/** What {@link RangeTable.get} gives for a number that no range holds. */
export const NOTHING = 0xffffffff;

/** Ranges may overlap: for each number the last entry that holds it counts. */
export class RangeTable {
  /** Where the pieces begin, rising; each reaches to the next. The first begins at 0. */
  readonly #starts: Uint32Array;
  readonly #values: Uint32Array;

  constructor(entries: readonly RangeEntry[]) {
    const cuts = [...new Set([0, ...entries.flatMap(({ lo, hi }) => (hi < NOTHING ? [lo, hi + 1] : [lo]))])];
    this.#starts = Uint32Array.from(cuts.sort((left, right) => left - right));
    this.#values = new Uint32Array(this.#starts.length).fill(NOTHING);
    for (const { lo, hi, value } of entries) this.#values.fill(value, this.#pieceOf(lo), this.#pieceOf(hi) + 1);
  }

  /** The piece that holds a number. */
  #pieceOf(number: number): number {
    const starts = this.#starts;
    let low = 0;
    let high = starts.length;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if (number < (starts[middle] ?? 0)) high = middle;
      else low = middle;
    }
    return low;
  }

  /** The value of the range that holds an unsigned 32-bit number, else {@link NOTHING}. */
  get(number: number): number {
    return this.#values[this.#pieceOf(number)] ?? NOTHING;
  }
}

/** Entries ordered so that the longest prefix counts, whatever the order in which they were given. */
export function byLength<T extends { readonly length: number }>(entries: readonly T[]): T[] {
  return entries.toSorted((left, right) => left.length - right.length);
}
