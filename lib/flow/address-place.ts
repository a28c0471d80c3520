/**
 * Addresses in places of 16 octets, as extended records have them: two 64-bit numbers, the high half of the address first,
 * each little-endian in memory. IPv4 is there as ::ffff:a.b.c.d (RFC 4291 section 2.5.5.2), so that its number stands in the
 * third 32-bit word, and 0.0.0.0 where the exporter told no address. All places are those of 32-bit words.
 */
import type { Address } from './address.js';

/** The word behind an IPv4 number; the two before it are 0. */
const MAPPED = 0xffff;
/** What an IPv4 number is added to for the low half. */
export const MAPPED_LOW = 0xffff_0000_0000n;

/** The IPv4 number in a place, or undefined if it holds an IPv6 address. */
export function readIpv4(words: Uint32Array, at: number): number | undefined {
  return words[at + 3] === MAPPED && words[at] === 0 && words[at + 1] === 0 ? words[at + 2] : undefined;
}

/** Puts an IPv4 number into a place, whatever was there. */
export function writeIpv4(words: Uint32Array, at: number, value: number): void {
  words[at] = 0;
  words[at + 1] = 0;
  words[at + 2] = value;
  words[at + 3] = MAPPED;
}

/** The address in a place. */
export function readPlace(words: Uint32Array, at: number): Address {
  const v4 = readIpv4(words, at);
  if (v4 !== undefined) return { family: 4, value: v4 };
  const [w0 = 0, w1 = 0, w2 = 0, w3 = 0] = words.subarray(at, at + 4);
  return {
    family: 6,
    value: (BigInt(w1) << 96n) | (BigInt(w0) << 64n) | (BigInt(w3) << 32n) | BigInt(w2),
  };
}

/** Puts an address into a place. An IPv6 address of ::ffff:0:0/96 becomes the IPv4 one that it stands for. */
export function writePlace(words: Uint32Array, at: number, { family, value }: Address): void {
  if (family === 4) {
    writeIpv4(words, at, value);
    return;
  }
  words[at] = Number((value >> 64n) & 0xffff_ffffn);
  words[at + 1] = Number(value >> 96n);
  words[at + 2] = Number(value & 0xffff_ffffn);
  words[at + 3] = Number((value >> 32n) & 0xffff_ffffn);
}
