/** Text written as octets into memory that is used again: a string for each column of each record would cost ten times as much. */

const ZERO = 0x30;
const DOT = 0x2e;
const BLANK = 0x20;
const SLASH = 0x2f;
const HEX = Uint8Array.from('0123456789abcdef', (digit) => digit.charCodeAt(0));

/** Digits of an unsigned integer below 2⁵³, in the base. */
function digits(value: number, base: 10 | 16): number {
  let count = 1;
  for (let limit = base; value >= limit; limit *= base) count++;
  return count;
}

/** Whoever writes sees to it with `room` that there is space. Numbers are unsigned integers. */
export class OctetText {
  #bytes = new Uint8Array(64 * 1024);
  #at = 0;

  /** Where the next octet goes. */
  get at(): number {
    return this.#at;
  }

  /** Makes space for so many more octets. */
  room(octets: number): void {
    if (this.#bytes.length - this.#at >= octets) return;
    const larger = new Uint8Array(2 * (this.#at + octets));
    larger.set(this.#bytes.subarray(0, this.#at));
    this.#bytes = larger;
  }

  /** What has been written; valid until the next is. The next is written from the start. */
  take(): Uint8Array {
    const taken = this.#bytes.subarray(0, this.#at);
    this.#at = 0;
    return taken;
  }

  octets(octets: Uint8Array): void {
    const bytes = this.#bytes;
    let at = this.#at;
    for (let index = 0; index < octets.length; index++) bytes[at++] = octets[index]!;
    this.#at = at;
  }

  /** A string as UTF-8: at most three octets for each unit of its length. */
  string(text: string): void {
    this.octets(Buffer.from(text));
  }

  /** A short string of ASCII. */
  ascii(text: string): void {
    const bytes = this.#bytes;
    let at = this.#at;
    for (let index = 0; index < text.length; index++) bytes[at++] = text.charCodeAt(index);
    this.#at = at;
  }

  decimal(value: number): void {
    const bytes = this.#bytes;
    let at = (this.#at += digits(value, 10));
    for (; value > 0x7fffffff; value = Math.floor(value / 10)) bytes[--at] = ZERO + (value % 10);
    // what fits in 31 bits is divided as an integer, which is much cheaper
    let rest = value | 0;
    do {
      const tenth = (rest / 10) | 0;
      bytes[--at] = ZERO + (rest - 10 * tenth);
      rest = tenth;
    } while (rest > 0);
  }

  /** A decimal number below 1000 with zeros before it up to 2 or 3 digits. */
  padded(value: number, width: 2 | 3): void {
    const bytes = this.#bytes;
    if (width === 3) bytes[this.#at++] = ZERO + ((value / 100) | 0);
    bytes[this.#at++] = ZERO + (((value / 10) | 0) % 10);
    bytes[this.#at++] = ZERO + (value % 10);
  }

  /** At most 32 bits. */
  hex(value: number): void {
    const bytes = this.#bytes;
    const start = this.#at;
    this.#at += digits(value, 16);
    for (let at = this.#at; at > start; value >>>= 4) bytes[--at] = HEX[value & 15]!;
  }

  /** The first so many octets of an IPv4 address, with dots between. */
  address(value: number, octets = 4): void {
    for (let shift = 24; shift > 24 - 8 * octets; shift -= 8) {
      if (shift < 24) this.#bytes[this.#at++] = DOT;
      this.#octet((value >>> shift) & 255);
    }
  }

  /** Network and length, without the network's last octets that are 0. */
  prefix(address: number, length: number): void {
    this.address(address, address & 0xff ? 4 : address & 0xff00 ? 3 : address & 0xff0000 ? 2 : 1);
    this.#bytes[this.#at++] = SLASH;
    this.decimal(length);
  }

  /** Blanks up to a place. */
  padEnd(end: number): void {
    while (this.#at < end) this.#bytes[this.#at++] = BLANK;
  }

  /** Moves what stands from `start` on to the right, so that it ends at `end`; `fill` takes its place. */
  alignRight(start: number, end: number, fill: ' ' | '0'): void {
    const missing = end - this.#at;
    if (missing <= 0) return;
    this.#bytes.copyWithin(start + missing, start, this.#at);
    this.#bytes.fill(fill === '0' ? ZERO : BLANK, start, start + missing);
    this.#at = end;
  }

  /** Blanks up to a place; what stands beyond it is taken back. */
  cutEnd(end: number): void {
    this.padEnd(end);
    this.#at = end;
  }

  #octet(value: number): void {
    if (value > 99) this.padded(value, 3);
    else if (value > 9) this.padded(value, 2);
    else this.#bytes[this.#at++] = ZERO + value;
  }
}
