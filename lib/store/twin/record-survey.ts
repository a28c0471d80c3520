/** What the footer of a twin says about its records, gathered while they pass by. */
import { readIpv4 } from '../../flow/address-place.js';
import { wordsOf, type FlowBatch } from '../../flow/batch.js';
import type { FieldName } from '../../flow/field.js';
import type { RecordLayout } from '../../flow/layout.js';
import type { Selection } from '../selection.js';
import type { TwinFooter } from './footer.js';
import { octetColumns, wideAddresses, type RecordColumn } from './schema.js';

/** Counts records, and notes their times, whether they have pairs, and which octets are in use that belong to no field. */
export class RecordSurvey {
  flows = 0;
  hasPairs = false;
  readonly #octets: readonly RecordColumn[];
  readonly #used = new Set<RecordColumn>();
  #start = Infinity;
  #end = -Infinity;

  readonly #ipv4: Set<string>;

  constructor(private readonly layout: RecordLayout) {
    this.#ipv4 = new Set(wideAddresses(layout));
    this.#octets = octetColumns(layout);
  }

  /** @param times of all its records */
  add(batch: FlowBatch, { start, end, count }: Selection): void {
    this.flows += batch.count;
    this.hasPairs ||= batch.pairs !== undefined;
    for (let record = 0; record < count; record++) {
      const [one, other] = [start[record]!, end[record]!];
      this.#start = Math.min(this.#start, one, other);
      this.#end = Math.max(this.#end, one, other);
    }
    for (const field of this.#ipv4) if (hasIpv6(field, batch)) this.#ipv4.delete(field);
    for (const column of this.#octets) if (!this.#used.has(column) && isUsed(column, batch)) this.#used.add(column);
  }

  /** Least and greatest time; none without flows. */
  get range(): Pick<TwinFooter, 'range'> {
    return this.flows === 0 ? {} : { range: { start: this.#start, end: this.#end } };
  }

  /** Fields of 16 octets that hold IPv6 somewhere. */
  get ipv6(): string[] {
    return wideAddresses(this.layout).filter((field) => !this.#ipv4.has(field));
  }

  /** Almost always none. */
  get octetsInUse(): RecordColumn[] {
    return this.#octets.filter((column) => this.#used.has(column));
  }
}

function hasIpv6(field: string, batch: FlowBatch): boolean {
  const words = wordsOf(batch);
  const stride = batch.layout.size >> 2;
  const place = batch.layout.slots.get(field as FieldName)?.offset ?? 0; // a name out of the layout
  for (let record = 0, at = place >> 2; record < batch.count; record++, at += stride)
    if (readIpv4(words, at) === undefined) return true;
  return false;
}

function isUsed({ slot }: RecordColumn, { bytes, layout, count }: FlowBatch): boolean {
  const end = count * layout.size;
  for (let at = slot.offset; at < end; at += layout.size) if (bytes[at] !== 0) return true;
  return false;
}
