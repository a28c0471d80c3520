/** Lists of bit patterns: TOS and TCP flags, each element with a mask of its own. */
import { FieldListError } from './field-list-error.js';
import type { Filter } from './filter.js';
import { listElements, otherwise, type ListElement } from './list-elements.js';
import type { Quantity } from './quantity.js';
import { paintNumbers } from './ranges.js';

const ALL = { lo: 0, hi: 255 } as const;
const OCTET = /^(0x[0-9a-f]{1,2}|\d{1,3})$/i;

function readOctet(text: string): number | undefined {
  return OCTET.test(text) && Number(text) <= ALL.hi ? Number(text) : undefined;
}

function readPattern(field: Quantity, { text, body, include }: ListElement) {
  const [valueText = '', maskText = '255', more] = body.split('/');
  const [value, mask] = [readOctet(valueText), readOctet(maskText)];
  if (value === undefined || mask === undefined || more !== undefined)
    throw new FieldListError(
      'bad-mask',
      field,
      text,
      `"${text}" is not understood: write a value from 0 to 255 or 0x00 to 0xff, or a value and a mask as 0x02/0x12.`,
    );
  if ((value & mask) !== value)
    throw new FieldListError(
      'bad-mask',
      field,
      text,
      `"${text}" can match nothing, because the value has bits that the mask clears: write ${value & mask}/${mask}.`,
    );
  return { value, mask, include };
}

/**
 * The filter that a list of patterns means: an element matches where (field AND mask) = value, and of several that match
 * the last decides. All 256 values are tried here, so that flows are tested against plain ranges.
 * @throws FieldListError
 */
export function readMaskList(field: Quantity, list: string): Filter & { kind: 'in' } {
  const patterns = listElements(field, list).map((element) => readPattern(field, element));
  const none = otherwise(patterns) === 'pass';
  const passing = Array.from({ length: ALL.hi + 1 }, (_, octet) => octet).filter(
    (octet) => patterns.findLast(({ value, mask }) => (octet & mask) === value)?.include ?? none,
  );
  const elements = passing.map((octet) => ({ lo: octet, hi: octet, include: true }));
  return { kind: 'in', field, ranges: paintNumbers(elements, ALL, 'fail') };
}
