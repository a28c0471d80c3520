/** What the footer of a twin says about its records, gathered while they pass by. */
import type { FlowBatch } from '../../flow/batch.js';
import type { RecordLayout } from '../../flow/layout.js';
import { Selector } from '../selection.js';
import type { TwinFooter } from './footer.js';
import { octetColumns, type TwinColumn } from './schema.js';

/** Counts records, and notes their times and which octets are in use that belong to no field. */
export class RecordSurvey {
  flows = 0;
  readonly #octets: readonly TwinColumn[];
  readonly #used = new Set<TwinColumn>();
  readonly #times = new Selector(undefined, 'times');
  #start = Infinity;
  #end = -Infinity;

  constructor(layout: RecordLayout) {
    this.#octets = octetColumns(layout);
  }

  add(batch: FlowBatch): void {
    this.flows += batch.count;
    const { start, end, count } = this.#times.select(batch);
    for (let record = 0; record < count; record++) {
      const [one, other] = [start[record]!, end[record]!];
      this.#start = Math.min(this.#start, one, other);
      this.#end = Math.max(this.#end, one, other);
    }
    for (const column of this.#octets) if (!this.#used.has(column) && isUsed(column, batch)) this.#used.add(column);
  }

  /** Least and greatest time; none without flows. */
  get range(): Pick<TwinFooter, 'range'> {
    return this.flows === 0 ? {} : { range: { start: this.#start, end: this.#end } };
  }

  /** Almost always none. */
  get octetsInUse(): TwinColumn[] {
    return this.#octets.filter((column) => this.#used.has(column));
  }
}

function isUsed({ slot }: TwinColumn, { bytes, layout, count }: FlowBatch): boolean {
  const end = count * layout.size;
  for (let at = slot.offset; at < end; at += layout.size) if (bytes[at] !== 0) return true;
  return false;
}
