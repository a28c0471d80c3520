/** How many records of each exporter a filter has kept back. */
import type { AddressNumber } from '../flow/address-number.js';
import { addressReader, fieldReader, type FlowBatch } from '../flow/batch.js';

/** Exporters that are counted; a forged address must not fill the memory. */
const MOST_EXPORTERS = 4096;

export class FilterDrops {
  readonly #counts = new Map<AddressNumber, number>();

  /** Records of an exporter, by its address as a number. */
  of(exporter: AddressNumber): number {
    return this.#counts.get(exporter) ?? 0;
  }

  /** Records of all exporters. */
  get total(): number {
    return [...this.#counts.values()].reduce((sum, count) => sum + count, 0);
  }

  /** All of them. */
  entries(): [exporter: AddressNumber, count: number][] {
    return [...this.#counts];
  }

  /** @param filter gives the records of a batch that pass, and may move them within its memory */
  async through(batch: FlowBatch, filter: (batch: FlowBatch) => FlowBatch | Promise<FlowBatch>): Promise<FlowBatch> {
    const came = perExporter(batch);
    const kept = await filter(batch);
    const left = perExporter(kept);
    for (const [exporter, count] of came) this.add(exporter, count - (left.get(exporter) ?? 0));
    return kept;
  }

  add(exporter: AddressNumber, count: number): void {
    const known = this.#counts.get(exporter);
    if (known === undefined && this.#counts.size >= MOST_EXPORTERS) {
      const oldest = this.#counts.keys().next();
      if (!oldest.done) this.#counts.delete(oldest.value);
    }
    this.#counts.set(exporter, (known ?? 0) + count);
  }
}

/** Records of each exporter; they come in runs. */
function perExporter(batch: FlowBatch): ReadonlyMap<AddressNumber, number> {
  const counts = new Map<AddressNumber, number>();
  const [ipv4, either] = [fieldReader(batch, 'exaddr'), addressReader(batch, 'exaddr')];
  if (!ipv4 || !either) return counts;
  const exporter = (record: number): AddressNumber => {
    const address = ipv4(record);
    return Number.isNaN(address) ? either(record).value : address;
  };
  for (let record = 0; record < batch.count;) {
    const address = exporter(record);
    const first = record++;
    while (record < batch.count && exporter(record) === address) record++;
    counts.set(address, (counts.get(address) ?? 0) + record - first);
  }
  return counts;
}
