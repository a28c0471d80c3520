/** As much of Thrift's compact protocol as the footer of a Parquet file needs. It trusts no length. */

/** Types of the compact protocol. */
export const THRIFT = { binary: 8, list: 9, struct: 12 } as const;
const [TRUE, FALSE, BYTE, I16, I32, I64, DOUBLE, SET, MAP] = [1, 2, 3, 4, 5, 6, 7, 10, 11] as const;
/** Parquet's footers nest less than ten deep. */
const DEEPEST = 32;

/** Reads values one after the other. @throws RangeError where the octets are no such value */
export class ThriftReader {
  #at = 0;

  constructor(private readonly bytes: Uint8Array) {}

  /** Calls back for each field of a struct; the callback reads the value or returns `skip`. */
  struct(field: (id: number, type: number) => 'read' | 'skip', depth = 0): void {
    for (let id = 0; ;) {
      const octet = this.#octet();
      if (octet === 0) return;
      const type = octet & 0x0f;
      id = octet >> 4 === 0 ? this.#zigzag() : id + (octet >> 4);
      if (field(id, type) === 'skip') this.#skip(type, depth + 1);
    }
  }

  /** Calls back for each element of a list. */
  list(element: (type: number) => void): void {
    const { type, length } = this.#listStart();
    for (let index = 0; index < length; index++) element(type);
  }

  /** Octets of a text. They are not copied. */
  binary(): Uint8Array {
    const length = this.#varint();
    if (length > this.bytes.length - this.#at) throw new RangeError('a text is longer than what it is in');
    return this.bytes.subarray(this.#at, (this.#at += length));
  }

  #octet(): number {
    const octet = this.bytes[this.#at++];
    if (octet === undefined) throw new RangeError('ends too early');
    return octet;
  }

  /** Beyond 2⁵³ only the length matters. */
  #varint(): number {
    let value = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      const octet = this.#octet();
      value += (octet & 0x7f) * 2 ** shift;
      if (octet < 0x80) return value;
    }
    throw new RangeError('a number is too long');
  }

  #zigzag(): number {
    const value = this.#varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  #listStart(): { type: number; length: number } {
    const octet = this.#octet();
    const length = octet >> 4 === 15 ? this.#varint() : octet >> 4;
    // an element takes an octet at least
    if (length > this.bytes.length - this.#at) throw new RangeError('a list is longer than what it is in');
    return { type: octet & 0x0f, length };
  }

  #skip(type: number, depth: number): void {
    if (depth > DEEPEST) throw new RangeError('nests too deep');
    switch (type) {
      case TRUE:
      case FALSE:
        return; // the type is the value
      case BYTE:
        this.#octet();
        return;
      case I16:
      case I32:
      case I64:
        this.#varint();
        return;
      case DOUBLE:
        for (let octet = 0; octet < 8; octet++) this.#octet();
        return;
      case THRIFT.binary:
        this.binary();
        return;
      case THRIFT.list:
      case SET: {
        const { type: element, length } = this.#listStart();
        for (let index = 0; index < length; index++) this.#skipElement(element, depth + 1);
        return;
      }
      case MAP: {
        const length = this.#varint();
        if (length === 0) return;
        const types = this.#octet();
        for (let index = 0; index < length; index++) {
          this.#skipElement(types >> 4, depth + 1);
          this.#skipElement(types & 0x0f, depth + 1);
        }
        return;
      }
      case THRIFT.struct:
        this.struct(() => 'skip', depth);
        return;
      default:
        throw new RangeError(`there is no type ${type}`);
    }
  }

  /** In a list a truth value takes an octet. */
  #skipElement(type: number, depth: number): void {
    if (type === TRUE || type === FALSE) this.#octet();
    else this.#skip(type, depth);
  }
}
