/** Makes batches from field values, record by record. */
import type { FlowBatch } from '../flow/batch.js';
import type { FieldName } from '../flow/field.js';
import { writeIpv4 } from '../flow/address-place.js';
import { blankRecords, type RecordLayout } from '../flow/layout.js';

export class RecordBuilder {
  private readonly bytes: Uint8Array<ArrayBuffer>;
  private readonly blank: Uint8Array;
  private readonly view: DataView;
  private readonly words: Uint32Array;
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
    return { layout, bytes, count };
  }
}
