/** Drops the records that a filter does not pass. */
import type { RecordLayout } from '../flow/layout.js';
import { CommandError } from '../command/run.js';
import type { Filter } from '../query/filter.js';
import { missingFields, RowFilter } from '../store/row-filter.js';
import { keepRecords } from './keep-records.js';
import type { RowStage } from './row-stream.js';

/** @throws CommandError if the filter reads a field that the records do not have */
export async function filterStage(filter: Filter, layout: RecordLayout): Promise<RowStage> {
  if (missingFields(filter, layout).length > 0) throw new CommandError('Filter references a field not in flow.');
  const rows = await RowFilter.open(filter, layout);
  return {
    version: layout.version,
    process: async (batch) => keepRecords(batch, await rows.passing(batch)),
    close: () => {
      rows.close();
    },
  };
}
