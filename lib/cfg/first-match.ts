/** Conditions in order, of which the first that holds decides, as a filter tree. */
import type { Filter } from '../query/filter.js';
import type { Verdict } from './primitive.js';

export interface Step {
  readonly verdict: Verdict;
  readonly test: Filter;
}

const EVERY: Filter = { kind: 'and', of: [] };
const NONE: Filter = { kind: 'or', of: [] };

/** @param otherwise what happens to a flow for which no condition holds */
export function firstMatch(steps: readonly Step[], otherwise: Verdict): Filter {
  return steps.reduceRight<Filter>(
    (below, { verdict, test }) =>
      verdict === 'permit'
        ? { kind: 'or', of: [test, below] }
        : { kind: 'and', of: [{ kind: 'not', of: test }, below] },
    otherwise === 'permit' ? EVERY : NONE,
  );
}
