/** A filter that flows pass too whose records lack the field. */
import type { Filter, Range } from './filter.js';
import { paintBigints, paintNumbers } from './ranges.js';

type FieldFilter = Extract<Filter, { readonly kind: 'in' | 'address' }>;

const ALL_V4 = { lo: 0, hi: 0xffffffff } as const;
const ALL_V6 = { lo: 0n, hi: (1n << 128n) - 1n } as const;

const excluded = <T extends number | bigint>(range: Range<T>) => ({ ...range, include: false });

/**
 * The same filter, said by what does not pass: a flow without the field passes.
 * @param all the numbers that the field can hold, where it is no address
 */
export function orAbsent(filter: FieldFilter, all: Range<number> = ALL_V4): Filter {
  if (filter.kind === 'in') return { kind: 'not', of: { ...filter, ranges: rest(filter.ranges, all) } };
  const v6 = paintBigints(filter.v6.map(excluded), ALL_V6, 'pass');
  return { kind: 'not', of: { ...filter, v4: rest(filter.v4, ALL_V4), v6 } };
}

function rest(ranges: readonly Range<number>[], all: Range<number>): Range<number>[] {
  return paintNumbers(ranges.map(excluded), all, 'pass');
}
