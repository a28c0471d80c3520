/** Turns a list of including and excluding ranges into the disjoint rising ranges that a filter tests. */
import type { Range } from './filter.js';

/** One element of a list: both ends of the range included. */
export interface Element<T extends number | bigint> extends Range<T> {
  readonly include: boolean;
}

/** The numbers next to a number: `number` and `bigint` have no arithmetic in common. */
interface Arithmetic<T extends number | bigint> {
  readonly next: (value: T) => T;
  readonly previous: (value: T) => T;
}

const NUMBERS: Arithmetic<number> = { next: (value) => value + 1, previous: (value) => value - 1 };
const BIGINTS: Arithmetic<bigint> = { next: (value) => value + 1n, previous: (value) => value - 1n };

const rising = (left: number | bigint, right: number | bigint): number => (left < right ? -1 : left > right ? 1 : 0);

/** Position of a value that is known to occur in a rising list. */
function positionOf<T extends number | bigint>(list: readonly T[], value: T): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * The values that pass, where of all elements that match a value the last decides and `otherwise` says what happens to
 * a value that none matches. Takes O(n log n): the elements' ends cut `all` into at most 2n + 1 pieces, which are painted
 * from the last element to the first, each piece once.
 */
function paint<T extends number | bigint>(
  elements: readonly Element<T>[],
  all: Range<T>,
  otherwise: 'pass' | 'fail',
  { next, previous }: Arithmetic<T>,
): Range<T>[] {
  const ends = elements.flatMap(({ lo, hi }) => [lo, next(hi)]);
  const cuts = [...new Set([all.lo, ...ends, next(all.hi)])].sort(rising);
  const pieces = cuts.length - 1;
  const passes = new Uint8Array(pieces).fill(otherwise === 'pass' ? 1 : 0);
  // unpainted[i] leads to the first piece from i on that has no colour yet; paths are halved as they are followed
  const unpainted = Uint32Array.from({ length: pieces + 1 }, (_, index) => index);
  const firstUnpainted = (from: number): number => {
    let piece = from;
    while (unpainted[piece] !== piece) piece = unpainted[piece] = unpainted[unpainted[piece]!]!;
    return piece;
  };
  for (let index = elements.length - 1; index >= 0; index--) {
    const { lo, hi, include } = elements[index]!;
    const end = positionOf(cuts, next(hi));
    for (let piece = firstUnpainted(positionOf(cuts, lo)); piece < end; piece = firstUnpainted(piece)) {
      passes[piece] = include ? 1 : 0;
      unpainted[piece] = piece + 1;
    }
  }
  const ranges: Range<T>[] = [];
  for (let piece = 0; piece < pieces; piece++) {
    if (!passes[piece]) continue;
    const lo = cuts[piece]!;
    while (piece + 1 < pieces && passes[piece + 1]) piece++;
    ranges.push({ lo, hi: previous(cuts[piece + 1]!) });
  }
  return ranges;
}

/** {@link paint} for numbers; every element must lie within `all`. */
export function paintNumbers(
  elements: readonly Element<number>[],
  all: Range<number>,
  otherwise: 'pass' | 'fail',
): Range<number>[] {
  return paint(elements, all, otherwise, NUMBERS);
}

/** {@link paint} for 128-bit numbers. */
export function paintBigints(
  elements: readonly Element<bigint>[],
  all: Range<bigint>,
  otherwise: 'pass' | 'fail',
): Range<bigint>[] {
  return paint(elements, all, otherwise, BIGINTS);
}
