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

/** Length of the network that an IPv4 address stands for by its class, if its host part is 0; else 32. */
export function classLength(address: number): number {
  const length = address < 0x80000000 ? 8 : address < 0xc0000000 ? 16 : address < 0xe0000000 ? 24 : 28;
  return address < 0xf0000000 && maskIpv4(address, length) === address ? length : 32;
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
