/** Changes the addresses of records, of both families. */
import type { Address } from '../flow/address.js';
import { readPlace, writePlace } from '../flow/address-place.js';
import { fieldReader, wordsOf, type FlowBatch } from '../flow/batch.js';
import type { FieldName } from '../flow/field.js';
import { column, setValueAt, valueAt } from './record-column.js';

/** What becomes of an address; `other` is the value of another field. */
export interface AddressChange {
  readonly ipv4: (address: number, other: number) => number;
  readonly ipv6: (address: bigint, other: number) => bigint;
}

/** Changes a field in place, in the records for which `hit` is not 0. */
export function changeAddresses(
  batch: FlowBatch,
  hit: Uint8Array,
  field: FieldName,
  { ipv4, ipv6 }: AddressChange,
  otherField?: FieldName,
): void {
  const slot = batch.layout.slots.get(field);
  const other = (otherField && fieldReader(batch, otherField)) ?? (() => 0);
  if (slot?.bytes !== 16) {
    const values = column(batch, field);
    for (let record = 0; record < batch.count; record++)
      if (hit[record]) setValueAt(values, record, ipv4(valueAt(values, record), other(record)));
    return;
  }
  const words = wordsOf(batch);
  const [stride, start] = [batch.layout.size >> 2, slot.offset >> 2];
  for (let record = 0; record < batch.count; record++) {
    if (!hit[record]) continue;
    const at = record * stride + start;
    const address = readPlace(words, at);
    const changed: Address =
      address.family === 4
        ? { family: 4, value: ipv4(address.value, other(record)) }
        : { family: 6, value: ipv6(address.value, other(record)) };
    writePlace(words, at, changed);
  }
}
