/** Lists of numbers and ranges: ports, interfaces, AS numbers, protocols. */
import type { FieldName } from '../flow/field.js';
import { FieldListError } from './field-list-error.js';
import type { Filter, Range } from './filter.js';
import { listElements, otherwise, type ListElement } from './list-elements.js';
import { PROTOCOL_NUMBERS } from './protocol.js';
import { paintNumbers } from './ranges.js';

/** `n`, `lo:hi`, or `lo-hi` as flow-nfilter has it. */
const NUMBER_OR_RANGE = /^(\d{1,20})(?:[:-](\d{1,20}))?$/;

function readRange(field: FieldName, { text, body }: ListElement, all: Range<number>): Range<number> {
  const named = field === 'prot' ? PROTOCOL_NUMBERS.get(body.toLowerCase()) : undefined;
  if (named !== undefined) return { lo: named, hi: named };
  const match = NUMBER_OR_RANGE.exec(body);
  if (!match) {
    const names = field === 'prot' ? ', or a protocol name such as "tcp"' : '';
    throw new FieldListError(
      'not-a-number',
      field,
      text,
      `"${text}" is neither a number nor a range: write a number from ${all.lo} to ${all.hi}, or a range as 10:20${names}.`,
    );
  }
  const [lo, hi] = [Number(match[1]), Number(match[2] ?? match[1])];
  if (lo > all.hi || hi > all.hi)
    throw new FieldListError(
      'out-of-range',
      field,
      text,
      `"${text}" is out of range: the numbers here run from ${all.lo} to ${all.hi}.`,
    );
  if (lo > hi)
    throw new FieldListError(
      'reversed-range',
      field,
      text,
      `The range "${text}" runs backwards: write its lower end first, as ${hi}:${lo}.`,
    );
  return { lo, hi };
}

/**
 * The filter that a list of numbers means; of several elements that match, the last decides.
 * @param all the numbers that the field can hold, both ends included
 * @throws FieldListError
 */
export function readNumberList(field: FieldName, list: string, all: Range<number>): Filter {
  const elements = listElements(field, list).map((element) => ({
    ...readRange(field, element, all),
    include: element.include,
  }));
  return { kind: 'in', field, ranges: paintNumbers(elements, all, otherwise(elements)) };
}
