/** Primitives that are conditions in order, of which the first that holds decides. */
import type { Comparison, Filter, Range } from '../query/filter.js';
import { paintNumbers } from '../query/ranges.js';
import type { Quantity } from '../query/quantity.js';
import { firstMatch } from './first-match.js';
import type { Primitive, Verdict } from './primitive.js';
import type { Statement } from './statement.js';

/** In the order in which the message lists them. */
const COMPARISONS = ['lt', 'gt', 'eq', 'ne', 'le', 'ge'] as const satisfies readonly Comparison[];

/** The next word as an operator. @throws CfgError */
export function takeComparison(statement: Statement): Comparison {
  return statement.takeOneOf('permit/deny data', COMPARISONS);
}

/** One condition: the test of the field that the primitive has come to. */
export type Condition = (field: Quantity) => Filter;

/** @param read the argument of `permit` and `deny` */
export function orderedPrimitive(read: (statement: Statement) => Condition): Primitive {
  const steps: { verdict: Verdict; condition: Condition }[] = [];
  let otherwise: Verdict = 'deny';
  return {
    add(verdict, statement) {
      steps.push({ verdict, condition: read(statement) });
    },
    setDefault(verdict) {
      otherwise = verdict;
    },
    filter(field) {
      return firstMatch(
        steps.map(({ verdict, condition }) => ({ verdict, test: condition(field) })),
        otherwise,
      );
    },
  };
}

/** The numbers of `all` for which a comparison with `value` holds. */
function holding(op: Comparison, value: number, { lo, hi }: Range<number>): Range<number>[] {
  const below = { lo, hi: Math.min(hi, value - 1) };
  const equal = { lo: value, hi: value };
  const above = { lo: Math.max(lo, value + 1), hi };
  const parts = { lt: [below], le: [below, equal], eq: [equal], ne: [below, above], ge: [equal, above], gt: [above] };
  return parts[op].filter((range) => range.lo <= range.hi && range.lo >= lo && range.hi <= hi);
}

/**
 * Conditions on whole numbers: resolved into ranges when they are read.
 * @param all the numbers there are
 * @param readValue the number after the operator
 * @param test makes the test of the ranges that pass
 */
export function comparingPrimitive(
  all: Range<number>,
  readValue: (statement: Statement) => number,
  test: (field: Quantity, ranges: readonly Range<number>[]) => Filter,
): Primitive {
  const steps: { op: Comparison; value: number; include: boolean }[] = [];
  let otherwise: Verdict = 'deny';
  return {
    add(verdict, statement) {
      const op = takeComparison(statement);
      steps.push({ op, value: readValue(statement), include: verdict === 'permit' });
    },
    setDefault(verdict) {
      otherwise = verdict;
    },
    filter(field) {
      // the painter lets the last element decide, here the first condition does
      const elements = steps
        .toReversed()
        .flatMap(({ op, value, include }) => holding(op, value, all).map((range) => ({ ...range, include })));
      return test(field, paintNumbers(elements, all, otherwise === 'permit' ? 'pass' : 'fail'));
    },
  };
}
