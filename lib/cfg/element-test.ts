/** Tests of the value of an element, by its type. */
import { parseAddress } from '../flow/address.js';
import { parseMac } from '../flow/mac.js';
import type { NamedElement } from '../netflow/pair-names.js';
import type { Comparison, Filter, OctetRange, PairTest, Range } from '../query/filter.js';
import { rangeEnds, scalesOf, type Scale } from './element-scale.js';

/** As primitives of flow-nfilter have them. */
export const ELEMENT_OPERATORS = ['lt', 'gt', 'eq', 'ne', 'le', 'ge', 'begins', 'contains', 'in'] as const;
export type ElementOperator = (typeof ELEMENT_OPERATORS)[number];

/** Bits of a hexadecimal digit. */
const DIGITS = 4;
const MAC_BITS = 48;

const hexOf = (octets: Uint8Array): string => Buffer.from(octets).toString('hex');

/** Words that stay what they are in a definition of flow-nfilter: single blanks, no variables. */
const PLAIN_WORDS = /^[^\s@]+(?: [^\s@]+)*$/;

/**
 * A test of all elements that a name stands for.
 * @param elements at least one
 * @returns undefined if a value of their type cannot be tested so
 */
export function elementFilter(
  name: string,
  elements: readonly NamedElement[],
  op: ElementOperator,
  text: string,
): Extract<Filter, { kind: 'pair' }> | undefined {
  const test = testOf(elements[0]!, op, text);
  if (!test) return undefined;
  const numbers = elements.map(({ owner, id }) => `${owner}.${id}`);
  return { kind: 'pair', elements: numbers, test, ...(PLAIN_WORDS.test(text) && { words: `${name} ${op} ${text}` }) };
}

/** @returns undefined if a value of the type cannot be tested so */
function testOf({ type }: NamedElement, op: ElementOperator, text: string): PairTest | undefined {
  const octets = /^0x((?:[0-9a-f]{2})+)$/i.exec(text)?.[1]?.toLowerCase();
  switch (type) {
    case 'string':
      return octetTest(op, hexOf(Buffer.from(text)), 'text');
    case 'ipv4Address':
    case 'ipv6Address':
      return addressTest(op, text);
    case 'macAddress':
      return macTest(op, text);
    case 'boolean': {
      const value = text === 'true' ? '1' : text === 'false' ? '2' : text;
      return op === 'eq' || op === 'ne' ? numberTest(scalesOf('unsigned8'), op, value) : undefined;
    }
    default: {
      const scales = scalesOf(type);
      if (type !== undefined && scales.length > 0) return numberTest(scales, op, text);
      if (octets !== undefined) return octetTest(op, octets, 'octets');
      if (type !== undefined) return undefined;
      return (
        (op === 'in' ? undefined : numberTest(scales, op, text)) ?? octetTest(op, hexOf(Buffer.from(text)), 'text')
      );
    }
  }
}

/** The keys that pass, or those that do not, by a comparison with the keys of a value. */
const COMPARED: Readonly<Record<Comparison, (value: Range<bigint>, scale: Scale) => Range<bigint>>> = {
  eq: (value) => value,
  ne: (value) => value,
  lt: ({ lo }, { least }) => ({ lo: least, hi: lo - 1n }),
  le: ({ hi }, { least }) => ({ lo: least, hi }),
  gt: ({ hi }, { most }) => ({ lo: hi + 1n, hi: most }),
  ge: ({ lo }, { most }) => ({ lo, hi: most }),
};

function isComparison(op: ElementOperator): op is Comparison {
  return Object.hasOwn(COMPARED, op);
}

/** A comparison, or with `in` a range. */
function numberTest(scales: readonly Scale[], op: ElementOperator, text: string): PairTest | undefined {
  const ranges: OctetRange[] = [];
  for (const scale of scales) {
    const value = op === 'in' ? rangeEnds(text, scale) : scale.keys(text);
    if (value === undefined || (op !== 'in' && !isComparison(op))) return undefined;
    const passing = op === 'in' ? value : COMPARED[op](value, scale);
    const lo = passing.lo < scale.least ? scale.least : passing.lo;
    const hi = passing.hi > scale.most ? scale.most : passing.hi;
    const { octets } = scale;
    if (lo <= hi) ranges.push(...scale.raw(lo, hi).map((range) => ({ ...range, ...(octets && { octets }) })));
  }
  return { kind: 'number', verdict: op === 'ne' ? 'is not' : 'is', ranges };
}

/** An address, or with `in` the leading bits of one, as manufacturers have them. */
function macTest(op: ElementOperator, text: string): PairTest | undefined {
  const [address = '', bits, more] = text.split('/');
  const value = parseMac(address);
  if (value === undefined || more !== undefined) return undefined;
  const hex = value.toString(16).padStart(MAC_BITS / DIGITS, '0');
  return op === 'in' ? prefixTest(hex, bits, MAC_BITS) : bits === undefined ? octetTest(op, hex, 'octets') : undefined;
}

/** Of texts the zeros behind the end do not count. */
function octetTest(op: ElementOperator, hex: string, what: 'text' | 'octets'): PairTest | undefined {
  const end = what === 'text' ? '(?:00)*' : '';
  if (op === 'eq' || op === 'ne') return { kind: 'octets', verdict: op === 'eq' ? 'is' : 'is not', pattern: hex + end };
  if (op === 'begins') return { kind: 'octets', verdict: 'is', pattern: `${hex}.*` };
  if (op === 'contains') return { kind: 'octets', verdict: 'is', pattern: `(?:..)*${hex}(?:..)*` };
  return undefined;
}

/** An address, or with `in` a prefix. */
function addressTest(op: ElementOperator, text: string): PairTest | undefined {
  const [address = '', bits, more] = text.split('/');
  const parsed = parseAddress(address);
  if (!parsed || more !== undefined) return undefined;
  const width = parsed.family === 4 ? 32 : 128;
  const hex = BigInt(parsed.value)
    .toString(16)
    .padStart(width / DIGITS, '0');
  if (op === 'in') return prefixTest(hex, bits, width);
  return bits === undefined && (op === 'eq' || op === 'ne') ? octetTest(op, hex, 'octets') : undefined;
}

/** @param bits all if absent */
function prefixTest(hex: string, bits: string | undefined, width: number): PairTest | undefined {
  const length = bits === undefined ? width : /^\d{1,3}$/.test(bits) ? Number(bits) : NaN;
  return length <= width ? { kind: 'octets', verdict: 'is', pattern: prefixPattern(hex, length) } : undefined;
}

/** Digits that are fixed, one of which some bits are, and any others. */
function prefixPattern(hex: string, length: number): string {
  const fixed = Math.floor(length / DIGITS);
  const free = DIGITS - (length % DIGITS);
  const others = (count: number): string => (count > 0 ? `.{${count}}` : '');
  if (free === DIGITS) return hex.slice(0, fixed) + others(hex.length - fixed);
  const first = (parseInt(hex.charAt(fixed), 16) >> free) << free;
  const digits = Array.from({ length: 1 << free }, (_, digit) => (first + digit).toString(16)).join('');
  return `${hex.slice(0, fixed)}[${digits}]${others(hex.length - fixed - 1)}`;
}
