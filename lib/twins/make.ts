/** Makes the twins that are missing. */
import { tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { FlowFileError } from '../ftfile/error.js';
import { openEngine } from '../store/duckdb.js';
import { TwinError } from '../store/twin/error.js';
import { writeTwin, type Written } from '../store/twin/write.js';
import { forEachOf } from './each.js';
import type { RowFile } from './jobs.js';

/** Octets of records that are kept for all jobs together: 2 million flows. */
const MOST_KEPT = 128 * 2 ** 20;
/** Of what tables take beyond that, 16 million flows; what is more spills to disk. */
const MOST_MEMORY = 2 ** 30;

/** One fills tables while another is compressed. */
export const JOBS = 2;

export interface MakeEvents {
  readonly onMade: (file: RowFile, written: Written) => void;
  /** The file has no twin, and the others go on. */
  readonly onRefused: (file: RowFile, error: FlowFileError | TwinError) => void;
}

/**
 * @param jobs twins made at once
 * @throws the system's or DuckDB's error: if one twin cannot be written, others will fare no better
 */
export async function makeTwins(files: readonly RowFile[], jobs: number, events: MakeEvents): Promise<void> {
  if (files.length === 0) return;
  const atOnce = Math.min(jobs, files.length);
  const engine = await openEngine({
    temporaryDirectory: join(tmpdir(), `flow-parquet-${process.pid}`),
    memoryLimit: Math.min(MOST_MEMORY, Math.floor(totalmem() / 4)),
    threads: 1, // each job's own: a second would spin while this thread fills a chunk for the first
    rowOrder: 'kept',
  });
  try {
    await forEachOf(files, atOnce, async (file) => {
      try {
        events.onMade(file, await writeTwin(engine, file.path, file.twin, { memory: MOST_KEPT / atOnce }));
      } catch (error) {
        if (!(error instanceof FlowFileError || error instanceof TwinError)) throw error;
        events.onRefused(file, error);
      }
    });
  } finally {
    engine.closeSync();
  }
}
