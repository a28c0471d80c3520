/** The store that a configuration describes. */
import type { Configuration } from '../config/configuration.js';
import type { DuckDbStore } from './duckdb-store.js';

const MIB = 1_048_576;

/** Loaded only when it is asked for, because a form page has no use for a data base. */
export async function openStore(configuration: Configuration): Promise<DuckDbStore> {
  const { DuckDbStore } = await import('./duckdb-store.js');
  const { removeAbandonedWork, workDirectory } = await import('./work-directory.js');
  const {
    flow_data_directory,
    flow_file_length,
    flow_capture_interval,
    query_memory,
    query_threads,
    sampling_rates,
    work_directory,
  } = configuration;
  removeAbandonedWork(work_directory);
  return new DuckDbStore({
    dataDirectory: flow_data_directory,
    capture: { fileLength: flow_file_length * 1000, captureInterval: flow_capture_interval * 1000 },
    samplingRates: sampling_rates,
    memoryLimit: query_memory * MIB,
    ...(query_threads > 0 ? { threads: query_threads } : {}),
    temporaryDirectory: workDirectory(work_directory),
  });
}
