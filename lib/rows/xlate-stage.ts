/** Rewrites records by the terms of an xlate-definition (reference section 5.13). */
import { CommandError } from '../command/run.js';
import { hasFields } from '../cfg/record-column.js';
import type { Xlate, XlateTerm } from '../cfg/xlate-file.js';
import type { FlowBatch } from '../flow/batch.js';
import type { RecordLayout } from '../flow/layout.js';
import { missingFields, RowFilter } from '../store/row-filter.js';
import type { RowStage } from './row-stream.js';

interface Term extends XlateTerm {
  readonly rows?: RowFilter;
}

/** True if records have every field that the definition reads or writes. */
export function suits({ terms, fields }: Xlate, layout: RecordLayout): boolean {
  const filters = terms.map(({ filter }) => filter).filter((filter) => filter !== undefined);
  return hasFields(layout, fields) && filters.every((filter) => missingFields(filter, layout).length === 0);
}

/** Term after term, each on what the terms before have made of the records. DuckDB is only loaded for filters. */
async function rewrite(terms: readonly Term[], batch: FlowBatch): Promise<void> {
  const live = new Uint8Array(batch.count).fill(1);
  for (const { rows, changes, then } of terms) {
    const hits = rows ? await rows.passing(batch) : new Uint8Array(batch.count).fill(1);
    for (let record = 0; record < batch.count; record++) hits[record] = (hits[record] ?? 0) & (live[record] ?? 0);
    for (const change of changes) change(batch, hits);
    if (then === 'stop') for (let record = 0; record < batch.count; record++) if (hits[record]) live[record] = 0;
  }
}

/** @throws CommandError if the records lack a field that the definition needs */
export async function xlateStage(xlate: Xlate, layout: RecordLayout): Promise<RowStage> {
  if (!suits(xlate, layout)) throw new CommandError('Xlate references a field not in flow.');
  const terms: Term[] = [];
  for (const term of xlate.terms)
    terms.push({ ...term, ...(term.filter && { rows: await RowFilter.open(term.filter, layout) }) });
  return {
    version: layout.version,
    async process(batch) {
      await rewrite(terms, batch);
      return batch;
    },
    close() {
      for (const { rows } of terms) rows?.close();
    },
  };
}
