/**
 * Addresses of hosts as numbers that can be compared and be keys: IPv4 as a number of 32 bits, IPv6 as a bigint of 128. Of
 * each family 0 is the address that stands for all of them.
 */
import { formatIpv4, formatIpv6, parseIpv4, parseIpv6, type Address } from './address.js';

export type AddressNumber = number | bigint;

/** IPv4 addresses as IPv6 sockets tell them: ::ffff:a.b.c.d (RFC 4291 section 2.5.5.2). */
const MAPPED = 0xffffn;

/** True for 0.0.0.0 and ::. */
export function isUnspecified(address: AddressNumber): boolean {
  return address === 0 || address === 0n;
}

/** Text of either family. */
export function formatAddressNumber(address: AddressNumber): string {
  return typeof address === 'number' ? formatIpv4(address) : formatIpv6(address);
}

/**
 * The number of a full address, as sockets tell it: a zone behind it (RFC 4007 section 11) is left out, and an IPv4 address in
 * the form of an IPv6 one is that IPv4 address. Undefined if it is none.
 */
export function parseAddressNumber(text: string): AddressNumber | undefined {
  if (!text.includes(':')) return parseIpv4(text);
  const value = parseIpv6(text.replace(/%.*$/, ''));
  return value !== undefined && value >> 32n === MAPPED ? Number(value & 0xffffffffn) : value;
}

/** The same with its family beside it. */
export function addressOf(address: AddressNumber): Address {
  return typeof address === 'number' ? { family: 4, value: address } : { family: 6, value: address };
}

/** The number of an address. */
export function addressNumber({ value }: Address): AddressNumber {
  return value;
}
