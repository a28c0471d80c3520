/** Pairs of flows for people: names of elements, and values as text. */
import { formatAddress, formatIpv4 } from '../flow/address.js';
import { isFieldName } from '../flow/field.js';
import { formatMac } from '../flow/mac.js';
import { readPairs, type Pair, type PairOwner } from '../flow/pairs.js';
import type { ElementRegistry } from './element-registry.js';
import type { Element, ElementType, Fill } from './element-table.js';
import { ntpTicks, ntpUnits } from './ntp.js';

function elementOf({ owner, id }: Pick<Pair, 'owner' | 'id'>, registry: ElementRegistry): Element | undefined {
  return owner === 'v9' ? registry.find('v9', 0, id) : registry.find('ipfix', owner, id);
}

/** The registered name; `e9id1` for number 1 of enterprise 9, `v9id1` for a field type of NetFlow v9, that nobody knows. */
export function pairName(pair: Pick<Pair, 'owner' | 'id'>, registry: ElementRegistry): string {
  const { owner, id } = pair;
  return elementOf(pair, registry)?.name ?? (owner === 'v9' ? `v9id${id}` : `e${owner}id${id}`);
}

/** An element that a name stands for; more than one if several owners use it. */
export interface NamedElement {
  readonly owner: PairOwner;
  readonly id: number;
  /** Absent for a number that nobody knows. */
  readonly type?: ElementType;
  /** What of a flow it fills whenever it is told, so that it is no pair; absent if it may be one. */
  readonly fills?: Fill;
}

/** A number of a sampler leads to a rate only, and counters that others go before may stand beside them. */
function alwaysFills({ fill }: Element): Fill | undefined {
  if (!fill || fill.field === 'sampler_id') return undefined;
  return fill.rank === 1 || !isFieldName(fill.field) ? fill.field : undefined;
}

function named(owner: PairOwner, id: number, element: Element | undefined): NamedElement {
  const fills = element && alwaysFills(element);
  return { owner, id, ...(element && { type: element.type }), ...(fills && { fills }) };
}

/** The elements of a name, as {@link pairName} makes them, whatever the case of its letters; none if there are none. */
export function elementsNamed(name: string, registry: ElementRegistry): NamedElement[] {
  const [, enterprise, number] = /^(?:e(\d{1,10})|v9)id(\d{1,5})$/i.exec(name) ?? [];
  if (number !== undefined) {
    const owner = enterprise === undefined ? 'v9' : Number(enterprise);
    return [named(owner, Number(number), elementOf({ owner, id: Number(number) }, registry))];
  }
  return registry
    .named(name)
    .map((element) => named(element.owner === 'iana' ? 0 : element.owner, element.id, element));
}

/** @param other for what no calendar has */
function timeText(ms: number, other: string): string {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? other : date.toISOString();
}

/** @param digits of the fraction of a second: 6 or 9 */
function ntpText(view: DataView, digits: number): string {
  const perSecond = 10n ** BigInt(digits);
  const units = ntpUnits(ntpTicks(view.getBigUint64(0)), perSecond);
  const fraction = ((units % perSecond) + perSecond) % perSecond;
  const seconds = Number((units - fraction) / perSecond);
  return new Date(seconds * 1000).toISOString().replace('000Z', `${String(fraction).padStart(digits, '0')}Z`);
}

const escaped = (character: string): string =>
  Array.from({ length: character.length }, (_, unit) => character.charCodeAt(unit).toString(16).padStart(4, '0'))
    .map((digits) => `\\u${digits}`)
    .join('');

/**
 * In quotes, and with what a terminal would obey as numbers, where it is not of plain characters; octets that are no UTF-8 as
 * they are. What looks like octets is in quotes, too.
 */
function stringText(octets: Buffer, hex: string): string {
  const text = octets.toString().replace(/\0+$/, '');
  const length = Buffer.byteLength(text);
  if (!octets.subarray(0, length).equals(Buffer.from(text))) return hex;
  if (/^(?!0x)[^\p{C}\p{Z}"=\\]+$/iu.test(text)) return text;
  return JSON.stringify(text).replace(/[\p{C}\u2028\u2029]/gu, escaped);
}

/** A value as its type has it; as hexadecimal octets where the type is not known or has another length. */
export function pairValue(value: Uint8Array, type: ElementType | undefined): string {
  const octets = Buffer.from(value);
  const view = new DataView(value.buffer, value.byteOffset, value.length);
  const hex = `0x${octets.toString('hex')}`;
  const { length } = value;
  switch (type) {
    case 'unsigned8':
    case 'unsigned16':
    case 'unsigned32':
    case 'unsigned64':
      return length <= 8 ? String(BigInt(hex)) : hex;
    case 'signed8':
    case 'signed16':
    case 'signed32':
    case 'signed64':
      return length <= 8 ? String(BigInt.asIntN(8 * length, BigInt(hex))) : hex;
    case 'float32':
    case 'float64':
      return length === 4 ? String(view.getFloat32(0)) : length === 8 ? String(view.getFloat64(0)) : hex;
    case 'boolean':
      return length === 1 && value[0] === 1 ? 'true' : length === 1 && value[0] === 2 ? 'false' : hex;
    case 'macAddress':
      return length === 6 ? formatMac(octets.readUIntBE(0, 6)) : hex;
    case 'string':
      return stringText(octets, hex);
    case 'dateTimeSeconds':
      return length === 4 ? timeText(view.getUint32(0) * 1000, hex) : hex;
    case 'dateTimeMilliseconds':
      return length === 8 ? timeText(Number(view.getBigUint64(0)), hex) : hex;
    case 'dateTimeMicroseconds':
      return length === 8 ? ntpText(view, 6) : hex;
    case 'dateTimeNanoseconds':
      return length === 8 ? ntpText(view, 9) : hex;
    case 'ipv4Address':
      return length === 4 ? formatIpv4(view.getUint32(0)) : hex;
    case 'ipv6Address':
      return length === 16 ? formatAddress({ family: 6, value: BigInt(hex) }) : hex;
    default:
      return hex;
  }
}

/** All pairs of a list as `NAME=VALUE`, with a space between. */
export function pairsLine(list: Uint8Array | undefined, registry: ElementRegistry): string {
  if (!list) return '';
  const words: string[] = [];
  for (const pair of readPairs(list))
    words.push(`${pairName(pair, registry)}=${pairValue(pair.value, elementOf(pair, registry)?.type)}`);
  return words.join(' ');
}
