/** Names under which the DNS keeps what belongs to an address. */
import type { Address } from '../flow/address.js';

/** The labels of an address, last octet or hexadecimal digit first, without a zone. */
export function reversedLabels(address: Address): string {
  if (address.family === 6) return Array.from(address.value.toString(16).padStart(32, '0')).reverse().join('.');
  const { value } = address;
  return [value & 255, (value >>> 8) & 255, (value >>> 16) & 255, value >>> 24].join('.');
}

/** The name whose PTR record names an address: in in-addr.arpa (RFC 1035 section 3.5) or ip6.arpa (RFC 3596). */
export function reverseName(address: Address): string {
  return `${reversedLabels(address)}.${address.family === 4 ? 'in-addr' : 'ip6'}.arpa`;
}
