/** Primitives that are tables of numbers: ports, protocols, AS numbers, interfaces, ToS, flags, tags. */
import type { Filter, Range } from '../query/filter.js';
import { paintNumbers, type Element } from '../query/ranges.js';
import { ListError, parseList, type NumberList } from './list.js';
import type { Primitive, PrimitiveContext, Verdict } from './primitive.js';
import { inStep } from './error.js';
import type { Statement } from './statement.js';
import type { SymbolTableName } from './symbols.js';

export interface LookupOptions {
  readonly largest: number;
  /** Where names are looked up, in this order. */
  readonly symbols?: readonly SymbolTableName[];
  /** `each` is tested after AND with the primitive's mask. */
  readonly mask?: 'each';
}

/** `index N previously set as permit.` for what two statements both set. */
function warnOfOverlap(
  range: Range<number>,
  before: readonly Element<number>[],
  statement: Statement,
  { warn }: PrimitiveContext,
): void {
  for (const { lo, hi, include } of before) {
    const [first, last] = [Math.max(lo, range.lo), Math.min(hi, range.hi)];
    if (first > last) continue;
    const index = first === last ? String(first) : `${first}-${last}`;
    warn(statement.placed(`index ${index} previously set as ${include ? 'permit' : 'deny'}.`));
  }
}

/** A table that lists fill; of several statements for one number the last counts, the others have the default. */
export function lookupPrimitive(options: LookupOptions, context: PrimitiveContext): Primitive {
  const elements: Element<number>[] = [];
  let otherwise: Verdict = 'deny';
  let mask: number | undefined;
  const { largest, symbols: tables } = options;
  const lookUp = (name: string): number | undefined => {
    for (const table of tables ?? []) {
      const value = context.symbols(table)?.value(name);
      if (value !== undefined) return value;
    }
    return undefined;
  };
  const read = (statement: Statement): NumberList => {
    const word = statement.take('permit/deny data');
    try {
      return parseList(word, { largest, ...(tables && { lookUp }) });
    } catch (error) {
      throw error instanceof ListError ? statement.error(error.message) : error;
    }
  };
  return {
    add(verdict, statement) {
      const { inverted, ranges } = inStep('load_lookup', () => read(statement));
      const include = (verdict === 'permit') !== inverted;
      for (const range of ranges) {
        warnOfOverlap(range, elements, statement, context);
        elements.push({ ...range, include });
      }
    },
    setDefault(verdict) {
      otherwise = verdict;
    },
    ...(options.mask && {
      setMask(value: number) {
        mask = value;
      },
    }),
    filter(field) {
      const test = (elements: readonly Element<number>[]): Filter => {
        const ranges = paintNumbers(elements, { lo: 0, hi: largest }, 'fail');
        return { kind: 'in', field, ranges, ...(mask !== undefined && { mask }) };
      };
      if (otherwise === 'deny') return test(elements);
      // so that the default also decides about numbers that no list can name
      return { kind: 'not', of: test(elements.map((element) => ({ ...element, include: !element.include }))) };
    },
  };
}
