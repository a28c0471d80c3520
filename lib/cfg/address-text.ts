/** Addresses and prefixes as the classic configuration files write them, shortened or without a length. */
import { maskIpv4, parsePrefix, type Prefix } from '../flow/address.js';
import { parseNumber } from './number.js';

/** The number of one to four decimal octets; missing ones on the right are 0: `10.1` is 10.1.0.0. */
export function parseShortIpv4(text: string): number | undefined {
  if (!/^\d{1,3}(?:\.\d{1,3}){0,3}$/.test(text)) return undefined;
  const octets = text.split('.').map(Number);
  if (octets.some((octet) => octet > 255)) return undefined;
  return [0, 1, 2, 3].reduce((value, index) => value * 256 + (octets[index] ?? 0), 0);
}

/** Length of the network that an IPv4 address belongs to by its class: 8, 16, 24, 28 for class D, else 32. */
export function networkLength(address: number): number {
  if (address < 0x80000000) return 8;
  if (address < 0xc0000000) return 16;
  if (address < 0xe0000000) return 24;
  return address < 0xf0000000 ? 28 : 32;
}

/** Length of what an address without a length stands for: its class's network if its host part is 0, else itself. */
function classLength(address: number): number {
  const length = networkLength(address);
  return maskIpv4(address, length) === address ? length : 32;
}

/**
 * A prefix `10.1.0.0/16`, shortened `10.1/16`, without a length by its class, or an IPv6 prefix. Host bits are cleared;
 * an IPv4 length above 32 counts as 32.
 */
export function parseClassicPrefix(text: string): Prefix | undefined {
  if (text.includes(':')) return parsePrefix(text);
  const [addressText = '', lengthText, more] = text.split('/');
  const address = parseShortIpv4(addressText);
  if (address === undefined || more !== undefined) return undefined;
  const given = lengthText === undefined ? classLength(address) : parseNumber(lengthText);
  if (given === undefined) return undefined;
  const length = Math.min(given, 32);
  return { address: { family: 4, value: maskIpv4(address, length) }, length };
}

/** A 32-bit mask: dotted quad, or a number in C notation. */
export function parseMask(text: string): number | undefined {
  if (text.includes('.')) return parseShortIpv4(text);
  const value = parseNumber(text);
  return value !== undefined && value <= 0xffffffff ? value : undefined;
}
