/**
 * What can be compared among the values of elements: numbers and times, as ranges of what their octets are as one unsigned
 * number. RFC 7011 section 6.1 says how values are sent, section 6.2 that numbers may be sent in fewer octets.
 */
import type { ElementType } from '../netflow/element-table.js';
import { NTP_ERA, NTP_TICKS, ticksOfUnit } from '../netflow/ntp.js';
import { unitsOf, wholeNumber } from '../netflow/time-text.js';
import type { Range } from '../query/filter.js';

/** Values of one width, or of any, in their order: each has a key, which rises with the value. */
export interface Scale {
  /** Absent where the width does not matter. */
  readonly octets?: number;
  readonly least: bigint;
  readonly most: bigint;
  /** The keys of all values that are written so; undefined if the text is none. */
  readonly keys: (text: string) => Range<bigint> | undefined;
  /** What octets the values have from one key to another, of which neither is beyond `least` and `most`. */
  readonly raw: (lo: bigint, hi: bigint) => readonly Range<bigint>[];
}

const only = (key: bigint | undefined): Range<bigint> | undefined => (key === undefined ? key : { lo: key, hi: key });

/** Of two ranges those that hold anything. */
const some = (...ranges: readonly Range<bigint>[]): readonly Range<bigint>[] => ranges.filter(({ lo, hi }) => lo <= hi);

const least = (one: bigint, other: bigint): bigint => (one < other ? one : other);
const most = (one: bigint, other: bigint): bigint => (one > other ? one : other);

const WIDEST = 128;

function unsigned(keyOf: (text: string) => bigint | undefined): Scale {
  const keys: Scale['keys'] = (text) => only(keyOf(text));
  return { least: 0n, most: (1n << BigInt(WIDEST)) - 1n, keys, raw: (lo, hi) => [{ lo, hi }] };
}

function signedNumber(text: string): bigint | undefined {
  const size = wholeNumber(text.replace(/^-/, ''));
  return size !== undefined && text.startsWith('-') ? -size : size;
}

/** Two's complement. */
function signed(octets: number): Scale {
  const all = 1n << BigInt(8 * octets);
  return {
    octets,
    least: -all / 2n,
    most: all / 2n - 1n,
    keys: (text) => only(signedNumber(text)),
    raw: (lo, hi) => some({ lo: lo + all, hi: least(hi, -1n) + all }, { lo: most(lo, 0n), hi }),
  };
}

/** The bits of a number of IEEE 754 without the sign, negative for a negative number: they rise with the number. */
function floatKey(value: number, octets: 4 | 8): bigint {
  const view = new DataView(new ArrayBuffer(octets));
  if (octets === 4) view.setFloat32(0, Math.abs(value));
  else view.setFloat64(0, Math.abs(value));
  const bits = octets === 4 ? BigInt(view.getUint32(0)) : view.getBigUint64(0);
  return value < 0 ? -bits : bits;
}

const FLOAT = /^-?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,3})?$/i;

/** A number that is written is rounded to the width of the value; 0 and -0 are one number, and what is none lies nowhere. */
function float(octets: 4 | 8): Scale {
  const sign = 1n << BigInt(8 * octets - 1);
  const infinity = floatKey(Infinity, octets);
  return {
    octets,
    least: -infinity,
    most: infinity,
    keys: (text) => (FLOAT.test(text) ? only(floatKey(Number(text), octets)) : undefined),
    raw: (lo, hi) => some({ lo: sign - least(hi, 0n), hi: sign - lo }, { lo: most(lo, 0n), hi }),
  };
}

function ntp(perSecond: bigint): Scale {
  return {
    octets: 8,
    ...NTP_TICKS,
    keys: (text) => {
      const units = unitsOf(text, perSecond);
      return units === undefined ? undefined : ticksOfUnit(units, perSecond);
    },
    raw: (lo, hi) => some({ lo, hi: least(hi, NTP_ERA - 1n) }, { lo: most(lo, NTP_ERA) - NTP_ERA, hi: hi - NTP_ERA }),
  };
}

const SIGNED: readonly Scale[] = Array.from({ length: 8 }, (_, index) => signed(index + 1));
const FLOAT_SCALES: readonly Scale[] = [float(4), float(8)];
const UNSIGNED: readonly Scale[] = [unsigned(wholeNumber)];

const SCALES: Readonly<Partial<Record<ElementType, readonly Scale[]>>> = {
  unsigned8: UNSIGNED,
  unsigned16: UNSIGNED,
  unsigned32: UNSIGNED,
  unsigned64: UNSIGNED,
  signed8: SIGNED,
  signed16: SIGNED,
  signed32: SIGNED,
  signed64: SIGNED,
  float32: FLOAT_SCALES,
  float64: FLOAT_SCALES,
  dateTimeSeconds: [unsigned((text) => unitsOf(text, 1n))],
  dateTimeMilliseconds: [unsigned((text) => unitsOf(text, 1000n))],
  dateTimeMicroseconds: [ntp(1_000_000n)],
  dateTimeNanoseconds: [ntp(1_000_000_000n)],
};

/** Of a type whose values have an order: how they are compared, for each width that they may have. An unknown type may be a number. */
export function scalesOf(type: ElementType | undefined): readonly Scale[] {
  return type === undefined ? UNSIGNED : (SCALES[type] ?? []);
}

/**
 * The ends of a range as people write it, `FROM:TO`, of which either may be left out.
 * @returns undefined if it is no such range
 */
export function rangeEnds(text: string, { keys, least: first, most: last }: Scale): Range<bigint> | undefined {
  for (let at = text.indexOf(':'); at >= 0; at = text.indexOf(':', at + 1)) {
    // times have colons of their own
    const [from, to] = [text.slice(0, at), text.slice(at + 1)];
    const lo = from === '' ? first : keys(from)?.lo;
    const hi = to === '' ? last : keys(to)?.hi;
    if (lo !== undefined && hi !== undefined && text !== ':') return { lo, hi };
  }
  return undefined;
}
