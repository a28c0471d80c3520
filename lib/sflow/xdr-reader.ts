/** A cursor over XDR (RFC 4506): big-endian, everything in multiples of four octets. */

/**
 * Reads never throw: what lies beyond the end reads as 0, and `shortAt` says where the first such read began. The cursor
 * then stays where it is, so that a loop has to ask `isShort` to stop early.
 */
export class XdrReader {
  /** Offset of the next octet, from the start of the view. */
  at: number;
  #shortAt: number | undefined;
  readonly #end: number;

  constructor(
    readonly view: DataView,
    start = 0,
    end = view.byteLength,
  ) {
    this.at = start;
    this.#end = end;
  }

  /** Octet behind the last that may be read. */
  get end(): number {
    return this.#end;
  }

  /** True once a read went past the end. */
  isShort(): boolean {
    return this.#shortAt !== undefined;
  }

  /** Where the first read began that went past the end; undefined while all was there. */
  shortAt(): number | undefined {
    return this.#shortAt;
  }

  u32(): number {
    return this.#take(4) ? this.view.getUint32(this.at - 4) : 0;
  }

  u64(): bigint {
    return this.#take(8) ? this.view.getBigUint64(this.at - 8) : 0n;
  }

  /**
   * Passes over octets of a known number, and the padding behind them.
   * @returns where they begin, undefined if they are not all there (missing padding at the very end is forgiven)
   */
  fixed(octets: number): number | undefined {
    const begin = this.at;
    if (!this.#take(octets)) return undefined;
    this.at = Math.min(this.#end, begin + Math.ceil(octets / 4) * 4);
    return begin;
  }

  /** Passes over octets that their number stands before. @returns where they are, undefined if not all there */
  opaque(): { readonly begin: number; readonly octets: number } | undefined {
    const octets = this.u32();
    const begin = this.isShort() ? undefined : this.fixed(octets);
    return begin === undefined ? undefined : { begin, octets };
  }

  /**
   * Text that its length stands before, as UTF-8.
   * @param longest octets; the rest is passed over
   */
  text(longest: number): string | undefined {
    const found = this.opaque();
    if (!found) return undefined;
    const { buffer, byteOffset } = this.view;
    return new TextDecoder().decode(new Uint8Array(buffer, byteOffset + found.begin, Math.min(found.octets, longest)));
  }

  /** Goes on within the next octets only, which the cursor passes over. Undefined if they are not all there. */
  part(octets: number): XdrReader | undefined {
    const begin = this.fixed(octets);
    return begin === undefined ? undefined : new XdrReader(this.view, begin, begin + octets);
  }

  #take(octets: number): boolean {
    if (octets > this.#end - this.at) {
      this.#shortAt ??= this.at;
      return false;
    }
    this.at += octets;
    return true;
  }
}
