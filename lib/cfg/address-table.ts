/** Values of prefixes of both families, looked up by the addresses of records. */
import { prefixRange, type Prefix } from '../flow/address.js';
import { readIpv4, readPlace } from '../flow/address-place.js';
import { wordsOf, type FlowBatch } from '../flow/batch.js';
import type { FieldName } from '../flow/field.js';
import { byLength, NOTHING, RangeTable } from './range-table.js';
import { column, valueAt } from './record-column.js';

export interface PrefixEntry {
  readonly prefix: Prefix;
  /** Unsigned, 32 bits, but for the largest. */
  readonly value: number;
}

/** The longest prefix counts, of equal ones the last. */
export class AddressTable {
  readonly #v4: RangeTable;
  /** By length, the longest first: networks as their high bits, and their values. */
  readonly #v6: readonly { readonly shift: bigint; readonly networks: ReadonlyMap<bigint, number> }[];

  constructor(entries: readonly PrefixEntry[]) {
    const v4 = entries.flatMap(({ prefix, value }) => {
      const { lo, hi } = prefixRange(prefix);
      return typeof lo === 'number' && typeof hi === 'number' ? [{ lo, hi, length: prefix.length, value }] : [];
    });
    this.#v4 = new RangeTable(byLength(v4));
    const v6 = new Map<number, Map<bigint, number>>();
    for (const { prefix, value } of entries) {
      const { address, length } = prefix;
      if (address.family !== 6) continue;
      const networks = v6.get(length) ?? new Map<bigint, number>();
      v6.set(length, networks.set(address.value >> BigInt(128 - length), value));
    }
    const lengths = [...v6].sort(([one], [other]) => other - one);
    this.#v6 = lengths.map(([length, networks]) => ({ shift: BigInt(128 - length), networks }));
  }

  /** Looks a field of a batch's records up: the value of the prefix that holds it, else {@link NOTHING}. */
  reader(batch: FlowBatch, field: FieldName): (record: number) => number {
    const slot = batch.layout.slots.get(field);
    if (slot?.bytes !== 16) {
      const addresses = column(batch, field);
      return (record) => this.#v4.get(valueAt(addresses, record));
    }
    const words = wordsOf(batch);
    const [stride, start] = [batch.layout.size >> 2, slot.offset >> 2];
    return (record) => {
      const at = record * stride + start;
      const v4 = readIpv4(words, at);
      if (v4 !== undefined) return this.#v4.get(v4);
      return this.#v6.length > 0 ? this.#ofIpv6(words, at) : NOTHING;
    };
  }

  #ofIpv6(words: Uint32Array, at: number): number {
    const { value } = readPlace(words, at);
    for (const { shift, networks } of this.#v6) {
      const found = networks.get(BigInt(value) >> shift);
      if (found !== undefined) return found;
    }
    return NOTHING;
  }
}
