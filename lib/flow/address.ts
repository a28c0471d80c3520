/** IPv4 and IPv6 addresses as numbers, and their texts. */

/** One address: IPv4 as an unsigned 32-bit number, IPv6 as an unsigned 128-bit one. */
export type Address = { readonly family: 4; readonly value: number } | { readonly family: 6; readonly value: bigint };

/** A network: the address with host bits cleared, and the length in bits. */
export interface Prefix {
  readonly address: Address;
  readonly length: number;
}

/** Dotted quad of an IPv4 number. */
export function formatIpv4(value: number): string {
  return `${value >>> 24}.${(value >>> 16) & 255}.${(value >>> 8) & 255}.${value & 255}`;
}

/** The number of a full dotted quad (four decimal octets without superfluous zeros), else undefined. */
export function parseIpv4(text: string): number | undefined {
  let value = 0;
  let octet = -1;
  let dots = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 46 && octet >= 0) {
      value = value * 256 + octet;
      octet = -1;
      dots++;
    } else if (code >= 48 && code <= 57 && octet !== 0) {
      octet = octet < 0 ? code - 48 : octet * 10 + code - 48;
      if (octet > 255) return undefined;
    } else return undefined;
  }
  return dots === 3 && octet >= 0 ? value * 256 + octet : undefined;
}

/** Text of an IPv6 number in the form of RFC 5952: lower case, the longest run of zero groups shortened. */
export function formatIpv6(value: bigint): string {
  const groups = Array.from({ length: 8 }, (_, index) => Number((value >> BigInt(112 - 16 * index)) & 0xffffn));
  let best = { start: -1, length: 1 };
  for (let start = 0; start < 8; start++) {
    let end = start;
    while (end < 8 && groups[end] === 0) end++;
    if (end - start > best.length) best = { start, length: end - start };
  }
  const hex = groups.map((group) => group.toString(16));
  if (best.start < 0) return hex.join(':');
  return `${hex.slice(0, best.start).join(':')}::${hex.slice(best.start + best.length).join(':')}`;
}

/** The number of an IPv6 text of RFC 4291 section 2.2 (`::` and a trailing dotted quad included), else undefined. */
export function parseIpv6(text: string): bigint | undefined {
  let source = text;
  const quad = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(source);
  if (quad) {
    const value = parseIpv4(quad[2] ?? '');
    if (value === undefined) return undefined;
    source = `${quad[1]}${(value >>> 16).toString(16)}:${(value & 0xffff).toString(16)}`;
  }
  const halves = source.split('::');
  if (halves.length > 2) return undefined;
  const [head = [], tail = []] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  let value = 0n;
  for (const group of [...head, ...Array<string>(missing).fill('0'), ...tail]) {
    if (!/^[0-9a-f]{1,4}$/i.test(group)) return undefined;
    value = (value << 16n) | BigInt(parseInt(group, 16));
  }
  return value;
}

/** An address of either family, else undefined. */
export function parseAddress(text: string): Address | undefined {
  if (text.includes(':')) {
    const value = parseIpv6(text);
    return value === undefined ? undefined : { family: 6, value };
  }
  const value = parseIpv4(text);
  return value === undefined ? undefined : { family: 4, value };
}

/** Text of an address of either family. */
export function formatAddress(address: Address): string {
  return address.family === 4 ? formatIpv4(address.value) : formatIpv6(address.value);
}

/** An IPv4 number with all but the first `length` bits cleared. */
export function maskIpv4(value: number, length: number): number {
  return length <= 0 ? 0 : (value & (-1 << (32 - Math.min(length, 32)))) >>> 0;
}

/** An IPv6 number with all but the first `length` bits cleared. */
export function maskIpv6(value: bigint, length: number): bigint {
  const host = BigInt(128 - Math.max(0, Math.min(length, 128)));
  return (value >> host) << host;
}

/** A prefix `address/length`, or an address alone (its full length); host bits are cleared. Undefined if malformed. */
export function parsePrefix(text: string): Prefix | undefined {
  const [addressText = '', lengthText, more] = text.split('/');
  const address = parseAddress(addressText);
  if (!address || more !== undefined) return undefined;
  const full = address.family === 4 ? 32 : 128;
  if (lengthText !== undefined && !/^\d{1,3}$/.test(lengthText)) return undefined;
  const length = lengthText === undefined ? full : Number(lengthText);
  if (length > full) return undefined;
  return address.family === 4
    ? { address: { family: 4, value: maskIpv4(address.value, length) }, length }
    : { address: { family: 6, value: maskIpv6(address.value, length) }, length };
}

/** First and last address of a prefix, as numbers of its family. */
export function prefixRange(prefix: Prefix): { lo: number; hi: number } | { lo: bigint; hi: bigint } {
  const { address, length } = prefix;
  return address.family === 4
    ? { lo: address.value, hi: address.value + 2 ** (32 - length) - 1 }
    : { lo: address.value, hi: address.value | ((1n << BigInt(128 - length)) - 1n) };
}
