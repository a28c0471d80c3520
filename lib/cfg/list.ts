/** Lists of numbers as the configuration files and flow-filter write them: `80,443,8000-8100`, `!0`, `ssh,domain`. */
import type { Range } from '../query/filter.js';
import { parseNumber } from './number.js';

export interface NumberList {
  /** A leading `!`: what it turns round differs between the files. */
  readonly inverted: boolean;
  /** In the order written; they may overlap. */
  readonly ranges: readonly Range<number>[];
}

/** A list that cannot be understood; the message is a whole sentence without a place. */
export class ListError extends Error {
  readonly code = 'list';
}

export interface ListOptions {
  readonly largest: number;
  /** The number of a name; without it only numbers are understood. */
  readonly lookUp?: (name: string) => number | undefined;
}

function readElement(element: string, { largest, lookUp }: ListOptions): Range<number> {
  let range: Range<number>;
  if (/^\d/.test(element)) {
    const [from = '', to = from, more] = element.split('-');
    const [lo, hi] = [parseNumber(from), parseNumber(to)];
    if (lo === undefined || hi === undefined || more !== undefined)
      throw new ListError(`"${element}" is neither a number nor a range.`);
    if (lo > hi) throw new ListError(`The range "${element}" runs backwards.`);
    range = { lo, hi };
  } else {
    const value = lookUp?.(element);
    if (value === undefined)
      throw new ListError(lookUp ? `symbol lookup for "${element}" failed.` : `"${element}" is not a number.`);
    range = { lo: value, hi: value };
  }
  if (range.hi > largest) throw new ListError('Value out of range.');
  return range;
}

/**
 * Reads a comma separated list: numbers in C notation, ranges with both ends included, names; empty elements do not
 * count. What begins with a digit is a number, so names may hold hyphens.
 * @throws ListError
 */
export function parseList(text: string, options: ListOptions): NumberList {
  const inverted = text.startsWith('!');
  const elements = (inverted ? text.slice(1) : text).split(',').filter((element) => element !== '');
  if (elements.length === 0) throw new ListError('The list is empty.');
  return { inverted, ranges: elements.map((element) => readElement(element, options)) };
}
