/** Pairs of a flow from the text that `pairsLine` makes of them. */
import { parseAddress } from '../flow/address.js';
import { parseMac } from '../flow/mac.js';
import { LONGEST_LIST, packPairs, type Pair } from '../flow/pairs.js';
import type { ElementRegistry } from './element-registry.js';
import type { ElementType } from './element-table.js';
import { ticksOfUnit } from './ntp.js';
import { elementsNamed } from './pair-names.js';
import { unitsOf, wholeNumber } from './time-text.js';

/** Text that is no list of pairs; the message says what would be right. */
export class PairsTextError extends Error {
  readonly code = 'pairs';
}

const PAIR = /([a-z][\w.-]*)=("(?:[^"\\]|\\.)*"|[^\s"]+)(?:\s+|$)/iy;

/**
 * A list of pairs, as `interfaceName=eth0 samplerId=3`.
 * @returns undefined if the text is empty
 * @throws PairsTextError
 */
export function parsePairsLine(text: string, registry: ElementRegistry): Uint8Array | undefined {
  const pairs: Pair[] = [];
  PAIR.lastIndex = 0;
  while (PAIR.lastIndex < text.length) {
    const rest = text.slice(PAIR.lastIndex, PAIR.lastIndex + 40);
    const [, name = '', written] = PAIR.exec(text) ?? [];
    if (written === undefined) throw new PairsTextError(`"${rest}" is no element: write NAME=VALUE`);
    const [element] = elementsNamed(name, registry);
    if (!element) throw new PairsTextError(`"${name}" is no element that is known`);
    const value = octetsOf(written, element.type);
    if (!value)
      throw new PairsTextError(
        `"${written.slice(0, 40)}" is no value of ${name}, ${element.type ?? 'octets as 0x0102'}`,
      );
    pairs.push({ owner: element.owner, id: element.id, value });
  }
  if (pairs.length === 0) return undefined;
  const list = packPairs(pairs);
  if (list.length <= LONGEST_LIST) return list;
  throw new PairsTextError(`a flow's elements take at most ${LONGEST_LIST} octets, these ${list.length}`);
}

const WIDTHS: Readonly<Partial<Record<ElementType, number>>> = {
  unsigned8: 1,
  unsigned16: 2,
  unsigned32: 4,
  unsigned64: 8,
  signed8: 1,
  signed16: 2,
  signed32: 4,
  signed64: 8,
  boolean: 1,
  macAddress: 6,
  dateTimeSeconds: 4,
  dateTimeMilliseconds: 8,
  dateTimeMicroseconds: 8,
  dateTimeNanoseconds: 8,
};

/** In as many octets as the type has, or 8 if it has no room there. */
function numberOctets(value: bigint | undefined, width: number): Uint8Array | undefined {
  if (value === undefined) return undefined;
  const bits = BigInt(8 * width);
  const fits = value < 0n ? -value <= 1n << (bits - 1n) : value < 1n << bits;
  if (!fits) return width < 8 ? numberOctets(value, 8) : undefined;
  return Buffer.from(
    BigInt.asUintN(8 * width, value)
      .toString(16)
      .padStart(2 * width, '0'),
    'hex',
  );
}

function signedOctets(text: string, width: number): Uint8Array | undefined {
  const size = wholeNumber(text.replace(/^-/, ''));
  if (size === undefined || text.startsWith('-')) return numberOctets(size && -size, width);
  // the highest bit is the sign
  return size >> BigInt(8 * width - 1) === 0n || width === 8 ? numberOctets(size, width) : numberOctets(size, 8);
}

function floatOctets(text: string, type: 'float32' | 'float64'): Uint8Array | undefined {
  if (!/^(?:-?(?:\d|\.\d)[\d.]*(?:e[+-]?\d{1,3})?|NaN|-?Infinity)$/i.test(text)) return undefined;
  const value = Number(text);
  const isShort = type === 'float32' && Object.is(Math.fround(value), value);
  const octets = Buffer.alloc(isShort ? 4 : 8);
  if (isShort) octets.writeFloatBE(value);
  else octets.writeDoubleBE(value);
  return octets;
}

function ntpOctets(text: string, perSecond: bigint): Uint8Array | undefined {
  const units = unitsOf(text, perSecond);
  if (units === undefined) return undefined;
  const { lo, hi } = ticksOfUnit(units, perSecond);
  return numberOctets(BigInt.asUintN(64, (lo + hi) / 2n), 8);
}

function unquoted(text: string): string | undefined {
  if (!text.startsWith('"')) return text;
  try {
    return String(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** What a value was sent as, or would be sent as. Hexadecimal octets are a value of every type but a number. */
function octetsOf(written: string, type: ElementType | undefined): Uint8Array | undefined {
  const hex = /^0x((?:[0-9a-f]{2})+)$/i.exec(written)?.[1];
  if (hex !== undefined) return Buffer.from(hex, 'hex');
  const width = (type && WIDTHS[type]) ?? 8;
  switch (type) {
    case 'unsigned8':
    case 'unsigned16':
    case 'unsigned32':
    case 'unsigned64':
      return numberOctets(wholeNumber(written), width);
    case 'signed8':
    case 'signed16':
    case 'signed32':
    case 'signed64':
      return signedOctets(written, width);
    case 'float32':
    case 'float64':
      return floatOctets(written, type);
    case 'boolean':
      return written === 'true' ? Uint8Array.of(1) : written === 'false' ? Uint8Array.of(2) : undefined;
    case 'macAddress': {
      const mac = parseMac(written);
      return mac === undefined ? undefined : numberOctets(BigInt(mac), width);
    }
    case 'string': {
      const text = unquoted(written);
      return text === undefined ? undefined : Buffer.from(text === '' ? '\0' : text);
    }
    case 'dateTimeSeconds':
      return numberOctets(unitsOf(written, 1n), width);
    case 'dateTimeMilliseconds':
      return numberOctets(unitsOf(written, 1000n), width);
    case 'dateTimeMicroseconds':
      return ntpOctets(written, 1_000_000n);
    case 'dateTimeNanoseconds':
      return ntpOctets(written, 1_000_000_000n);
    case 'ipv4Address':
    case 'ipv6Address': {
      const address = parseAddress(written);
      if (!address || (address.family === 4) !== (type === 'ipv4Address')) return undefined;
      const size = address.family === 4 ? 4 : 16;
      return Buffer.from(
        BigInt(address.value)
          .toString(16)
          .padStart(2 * size, '0'),
        'hex',
      );
    }
    default:
      return undefined;
  }
}
