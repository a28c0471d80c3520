/** Lists of numbers and ranges: ports, interfaces, AS numbers, protocols. */
import { FieldListError } from './field-list-error.js';
import type { Filter, Range } from './filter.js';
import { listElements, otherwise, type ListElement } from './list-elements.js';
import { PORT_NUMBERS } from './port.js';
import { PROTOCOL_NUMBERS } from './protocol.js';
import type { Quantity } from './quantity.js';
import { paintNumbers } from './ranges.js';

/** `n`, `lo:hi`, or `lo-hi` as flow-nfilter has it; `lo:` and `:hi` reach to the end of what the field can hold. */
const NUMBER_OR_RANGE = /^(\d{1,20})(?:(:)|[:-](\d{1,20}))?$|^:(\d{1,20})$/;
/** A 32-bit AS number as RFC 5396 has it: `64086.59904`. */
const AS_DOT = /\b(\d{1,5})\.(\d{1,5})\b/g;

interface Naming {
  readonly numbers: ReadonlyMap<string, number>;
  /** What messages say of them. */
  readonly hint: string;
}

const PORTS: Naming = { numbers: PORT_NUMBERS, hint: 'the name of a well-known port such as "https"' };

/** Fields whose numbers have names. */
const NAMES: Readonly<Partial<Record<Quantity, Naming>>> = {
  prot: { numbers: PROTOCOL_NUMBERS, hint: 'a protocol name such as "tcp"' },
  srcport: PORTS,
  dstport: PORTS,
};

const AS_FIELDS: ReadonlySet<Quantity> = new Set<Quantity>(['src_as', 'dst_as']);

/** With AS numbers in two parts written as one; a part that has more than 16 bits is left as it is, to be refused. */
function plainAs(text: string): string {
  return text.replace(AS_DOT, (whole, high: string, low: string) =>
    Number(high) > 0xffff || Number(low) > 0xffff ? whole : String(Number(high) * 65_536 + Number(low)),
  );
}

function readRange(field: Quantity, { text, body }: ListElement, all: Range<number>): Range<number> {
  const naming = NAMES[field];
  const named = naming?.numbers.get(body.toLowerCase());
  if (named !== undefined) return { lo: named, hi: named };
  const match = NUMBER_OR_RANGE.exec(AS_FIELDS.has(field) ? plainAs(body) : body);
  if (!match) {
    const names = naming ? `, or ${naming.hint}` : '';
    throw new FieldListError(
      'not-a-number',
      field,
      text,
      `"${text}" is neither a number nor a range: write a number from ${all.lo} to ${all.hi}, or a range as 10:20${names}.`,
    );
  }
  const [, first, open, last, upTo] = match;
  const [lo, hi] = [Number(first ?? all.lo), open ? all.hi : Number(last ?? upTo ?? first)];
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
export function readNumberList(field: Quantity, list: string, all: Range<number>): Filter {
  const elements = listElements(field, list).map((element) => ({
    ...readRange(field, element, all),
    include: element.include,
  }));
  return { kind: 'in', field, ranges: paintNumbers(elements, all, otherwise(elements)) };
}
