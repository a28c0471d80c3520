/** Makes batches from field values, record by record. */
import type { Address } from '../flow/address.js';
import type { FlowBatch } from '../flow/batch.js';
import type { FieldName } from '../flow/field.js';
import { writeIpv4, writePlace } from '../flow/address-place.js';
import { blankRecords, type RecordLayout } from '../flow/layout.js';

export class RecordBuilder {
  private readonly bytes: Uint8Array<ArrayBuffer>;
  private readonly blank: Uint8Array;
  private readonly view: DataView;
  private readonly words: Uint32Array;
  private pairs: (Uint8Array | undefined)[] | undefined;
  private count = 0;

  /** @param capacity records per batch */
  constructor(
    readonly layout: RecordLayout,
    private readonly capacity = 4096,
  ) {
    this.blank = blankRecords(layout, capacity);
    this.bytes = this.blank.slice();
    this.view = new DataView(this.bytes.buffer);
    this.words = new Uint32Array(this.bytes.buffer);
  }

  /** Sets an address of an extended record; classic ones take its number. */
  setAddress(field: FieldName, address: Address): void {
    const slot = this.layout.slots.get(field);
    if (slot?.bytes === 16) writePlace(this.words, (this.count * this.layout.size + slot.offset) >> 2, address);
  }

  /** Gives the current record pairs. */
  setPairs(list: Uint8Array): void {
    (this.pairs ??= Array.from<Uint8Array | undefined>({ length: this.count }))[this.count] = list;
  }

  /** Sets a field of the current record, an address as its IPv4 number, its low bits if the value is too large; a field that the layout lacks is left out. */
  set(field: FieldName, value: number): void {
    const slot = this.layout.slots.get(field);
    if (!slot) return;
    const at = this.count * this.layout.size + slot.offset;
    if (slot.bytes === 8) this.view.setBigUint64(at, BigInt(value), true);
    else if (slot.bytes === 16) writeIpv4(this.words, at >> 2, value);
    else if (slot.bytes === 4) this.view.setUint32(at, value, true);
    else if (slot.bytes === 2) this.view.setUint16(at, value, true);
    else this.view.setUint8(at, value);
  }

  /** Ends the current record. @returns a batch when it is full, valid until the next call of `set` */
  next(): FlowBatch | undefined {
    this.count++;
    return this.count === this.capacity ? this.flush() : undefined;
  }

  /** The records that are not in a batch yet. */
  flush(): FlowBatch | undefined {
    const { count, layout } = this;
    if (count === 0) return undefined;
    const bytes = this.bytes.slice(0, count * layout.size);
    this.bytes.set(this.blank);
    this.count = 0;
    const { pairs } = this;
    this.pairs = undefined;
    if (!pairs) return { layout, bytes, count };
    pairs.length = count; // records behind the last that has any
    return { layout, bytes, count, pairs };
  }
}
