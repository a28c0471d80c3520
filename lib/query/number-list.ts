/** Lists of numbers and ranges: ports, interfaces, AS numbers, protocols. */
import { CODE_WORDS, isCoded } from '../flow/code.js';
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

/** An application as it is usually written, its engine before its own number: `13..453`. */
const APPLICATION = /\b(\d{1,3})\.\.(\d{1,8})\b/g;

interface Naming {
  readonly numbers: (name: string) => Range<number> | undefined;
  /** What messages say of them. */
  readonly hint: string;
}

function oneOf(numbers: ReadonlyMap<string, number>): Naming['numbers'] {
  return (name) => {
    const number = numbers.get(name);
    return number === undefined ? undefined : { lo: number, hi: number };
  };
}

const PORTS: Naming = { numbers: oneOf(PORT_NUMBERS), hint: 'the name of a well-known port such as "https"' };

/** Fields whose numbers have names. */
const NAMES: Readonly<Partial<Record<Quantity, Naming>>> = {
  prot: { numbers: oneOf(PROTOCOL_NUMBERS), hint: 'a protocol name such as "tcp"' },
  srcport: PORTS,
  dstport: PORTS,
  nat_srcport: PORTS,
  nat_dstport: PORTS,
};

/** How a field's numbers are called, if they are. */
function namingOf(field: Quantity): Naming | undefined {
  if (!isCoded(field)) return NAMES[field];
  const words = CODE_WORDS[field];
  return {
    numbers: (name) => words.find((code) => code.name === name),
    hint: words.map(({ name }) => `"${name}"`).join(', '),
  };
}

const AS_FIELDS: ReadonlySet<Quantity> = new Set<Quantity>(['src_as', 'dst_as']);

/** With AS numbers in two parts written as one; a part that has more than 16 bits is left as it is, to be refused. */
function plainAs(text: string): string {
  return text.replace(AS_DOT, (whole, high: string, low: string) =>
    Number(high) > 0xffff || Number(low) > 0xffff ? whole : String(Number(high) * 65_536 + Number(low)),
  );
}

/** With applications in two parts written as one, likewise. */
function plainApplication(text: string): string {
  return text.replace(APPLICATION, (whole, engine: string, own: string) =>
    Number(engine) > 0xff || Number(own) > 0xffffff ? whole : String(Number(engine) * 2 ** 24 + Number(own)),
  );
}

/** Ways to write the numbers of a field besides decimal ones. */
function plain(field: Quantity, text: string): string {
  if (AS_FIELDS.has(field)) return plainAs(text);
  return field === 'application_id' ? plainApplication(text) : text;
}

function readRange(field: Quantity, { text, body }: ListElement, all: Range<number>): Range<number> {
  const naming = namingOf(field);
  const named = naming?.numbers(body.toLowerCase());
  if (named) return { lo: named.lo, hi: named.hi };
  const match = NUMBER_OR_RANGE.exec(plain(field, body));
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
export function readNumberList(field: Quantity, list: string, all: Range<number>): Filter & { kind: 'in' } {
  const elements = listElements(field, list).map((element) => ({
    ...readRange(field, element, all),
    include: element.include,
  }));
  return { kind: 'in', field, ranges: paintNumbers(elements, all, otherwise(elements)) };
}
