/** Prefix-preserving anonymisation of addresses: Crypto-PAn with AES-128 (reference section 5.13). */
import { createCipheriv, type Cipher } from 'node:crypto';

const BLOCK = 16;
const BITS = 32;
/** Addresses enciphered by one call: each takes 32 blocks. */
const GROUP = 256;

/** Addresses that share their first n bits still share exactly n bits afterwards. */
export class CryptoPan {
  readonly #cipher: Cipher;
  /** First four octets of the pad. */
  readonly #pad: number;
  readonly #padOctets: Buffer;
  /** Blocks to encipher; all but the first four octets of each are the pad's, once and for all. */
  readonly #blocks = Buffer.alloc(GROUP * BITS * BLOCK);

  /**
   * @param key 32 octets: an AES-128 key, and what the pad is made of
   * @throws RangeError if it has another length
   */
  constructor(key: Uint8Array) {
    if (key.length !== 32) throw new RangeError(`a Crypto-PAn key has 32 octets, not ${key.length}`);
    this.#cipher = createCipheriv('aes-128-ecb', key.subarray(0, BLOCK), null).setAutoPadding(false);
    const pad = this.#cipher.update(key.subarray(BLOCK));
    this.#pad = pad.readUInt32BE(0);
    this.#padOctets = Buffer.from(pad);
    for (let at = 0; at < this.#blocks.length; at += BLOCK) pad.copy(this.#blocks, at);
  }

  /**
   * Replaces addresses in place.
   * @param places where in `array` they are
   */
  anonymize(array: Uint32Array, places: Uint32Array): void {
    for (let from = 0; from < places.length; from += GROUP) {
      const group = places.subarray(from, from + GROUP);
      for (let n = 0; n < group.length; n++) this.#prepare(n * BITS * BLOCK, array[group[n] ?? 0] ?? 0);
      const enciphered = this.#cipher.update(this.#blocks.subarray(0, group.length * BITS * BLOCK));
      for (let n = 0; n < group.length; n++) {
        let mask = 0;
        for (let bit = 0; bit < BITS; bit++) mask = (mask << 1) | ((enciphered[(n * BITS + bit) * BLOCK] ?? 0) >> 7);
        const place = group[n] ?? 0;
        array[place] = (array[place] ?? 0) ^ mask;
      }
    }
  }

  /**
   * Replaces an IPv6 address in place, in four words as lib/flow/address-place.ts has it: as the IPv4 ones, with 128 bits.
   * @param at where its first word is
   */
  anonymizeIpv6(words: Uint32Array, at: number): void {
    const order = [at + 1, at, at + 3, at + 2]; // from the highest word to the lowest
    const address = Buffer.alloc(BLOCK);
    order.forEach((place, index) => address.writeUInt32BE(words[place] ?? 0, 4 * index));
    const blocks = Buffer.alloc(8 * BLOCK * BLOCK);
    for (let bit = 0; bit < 8 * BLOCK; bit++) {
      const block = blocks.subarray(bit * BLOCK, (bit + 1) * BLOCK);
      this.#padOctets.copy(block);
      address.copy(block, 0, 0, bit >> 3);
      const kept = 0xff & ~(0xff >> (bit & 7));
      block[bit >> 3] = ((address[bit >> 3] ?? 0) & kept) | ((this.#padOctets[bit >> 3] ?? 0) & ~kept);
    }
    const enciphered = this.#cipher.update(blocks);
    order.forEach((place, index) => {
      let mask = 0;
      for (let bit = 32 * index; bit < 32 * (index + 1); bit++)
        mask = (mask << 1) | ((enciphered[bit * BLOCK] ?? 0) >> 7);
      words[place] = (words[place] ?? 0) ^ mask;
    });
  }

  /** For each bit a block that begins with the bits of the address before it, and goes on with the pad. */
  #prepare(start: number, address: number): void {
    for (let bit = 0; bit < BITS; bit++) {
      const padMask = 0xffffffff >>> bit;
      const head = (address & ~padMask) | (this.#pad & padMask);
      this.#blocks.writeInt32BE(head, start + bit * BLOCK);
    }
  }
}

/** The key of 64 hexadecimal digits, blanks and line ends around them allowed; undefined if it is none. */
export function parseKey(text: string): Uint8Array | undefined {
  const digits = text.trim().replace(/^0x/i, '');
  return /^[0-9a-f]{64}$/i.test(digits) ? Buffer.from(digits, 'hex') : undefined;
}
