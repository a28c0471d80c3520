/** Tests of the value of an element, by its type. */
import { parseAddress } from '../flow/address.js';
import { parseMac } from '../flow/mac.js';
import type { NamedElement } from '../netflow/pair-names.js';
import type { Comparison, Filter, PairTest } from '../query/filter.js';

/** As primitives of flow-nfilter have them. */
export const ELEMENT_OPERATORS = ['lt', 'gt', 'eq', 'ne', 'le', 'ge', 'begins', 'contains', 'in'] as const;
export type ElementOperator = (typeof ELEMENT_OPERATORS)[number];

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
    case 'macAddress': {
      const value = parseMac(text);
      return value === undefined ? undefined : octetTest(op, value.toString(16).padStart(12, '0'), 'octets');
    }
    case 'boolean':
      return numberTest(op, text === 'true' ? '1' : text === 'false' ? '2' : text);
    case 'unsigned8':
    case 'unsigned16':
    case 'unsigned32':
    case 'unsigned64':
    case 'dateTimeSeconds':
    case 'dateTimeMilliseconds':
      return numberTest(op, text);
    default:
      if (octets !== undefined) return octetTest(op, octets, 'octets');
      return type === undefined ? (numberTest(op, text) ?? octetTest(op, hexOf(Buffer.from(text)), 'text')) : undefined;
  }
}

const COMPARISONS: ReadonlySet<string> = new Set<Comparison>(['lt', 'le', 'eq', 'ne', 'ge', 'gt']);

function isComparison(op: ElementOperator): op is Comparison {
  return COMPARISONS.has(op);
}

function numberTest(op: ElementOperator, text: string): PairTest | undefined {
  if (!isComparison(op) || !/^(?:\d{1,20}|0x[0-9a-f]{1,16})$/i.test(text)) return undefined;
  return { kind: 'number', op, value: BigInt(text) };
}

/** Of texts the zeros behind the end do not count. */
function octetTest(op: ElementOperator, hex: string, what: 'text' | 'octets'): PairTest | undefined {
  const end = what === 'text' ? '(?:00)*' : '';
  if (op === 'eq' || op === 'ne') return { kind: 'octets', verdict: op === 'eq' ? 'is' : 'is not', pattern: hex + end };
  if (op === 'begins') return { kind: 'octets', verdict: 'is', pattern: `${hex}.*` };
  if (op === 'contains') return { kind: 'octets', verdict: 'is', pattern: `(?:..)*${hex}(?:..)*` };
  return undefined;
}

const DIGITS = 4;

/** An address, or with `in` a prefix. */
function addressTest(op: ElementOperator, text: string): PairTest | undefined {
  const [address = '', bits] = text.split('/');
  const parsed = parseAddress(address);
  if (!parsed) return undefined;
  const width = parsed.family === 4 ? 32 : 128;
  const hex = BigInt(parsed.value)
    .toString(16)
    .padStart(width / DIGITS, '0');
  if (op !== 'in') return bits === undefined && (op === 'eq' || op === 'ne') ? octetTest(op, hex, 'octets') : undefined;
  const length = bits === undefined ? width : /^\d{1,3}$/.test(bits) ? Number(bits) : NaN;
  if (!(length <= width)) return undefined;
  return { kind: 'octets', verdict: 'is', pattern: prefixPattern(hex, length) };
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
