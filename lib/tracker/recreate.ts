/** Fills the RRD of a tracking from flow files of the past (reference section 5.12). */
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { takeLock } from '../command/lock.js';
import type { Configuration } from '../config/configuration.js';
import { DIRECTORY_MODE } from '../config/modes.js';
import type { Ms } from '../flow/time.js';
import { RrdProcess } from '../rrd/rrd-process.js';
import { openStore } from '../store/open.js';
import { collect } from './collect.js';
import { ceilToPeriod, floorToPeriod, lastPeriodEnd, PERIOD, type Seconds } from './period.js';
import { trackingSource } from './source.js';
import { trackingFilter } from './tracking-filter.js';
import { addValues, createTrackingRrd, rrdFile } from './tracking-rrd.js';
import type { Tracking } from './tracking.js';

export interface RecreateRequest {
  readonly tracking: Tracking;
  /** Periods from then on are collected, up to the last that the Collector has. */
  readonly from: Seconds;
  readonly configuration: Configuration;
  readonly now: () => Ms;
  /** Called after each block of periods. */
  readonly progress?: (done: RecreateProgress) => void;
  readonly signal?: AbortSignal;
}

export interface RecreateProgress {
  readonly periodsDone: number;
  readonly periods: number;
  /** What the reader of the flow files should know: whole sentences. */
  readonly notes: readonly string[];
}

/**
 * Fills a new RRD beside the tracking's, which takes its place when it is complete. Values from before `from` are kept. Meanwhile the
 * Collector goes on with the old one; what it has stored in the end is collected again by its next pass.
 * @throws LockedError if that is under way already; DefinitionError, RrdError; what the store throws; the signal's reason
 *   when it fires. Then the tracking's RRD is as it was.
 */
export async function recreate({
  tracking,
  from,
  configuration,
  now,
  progress,
  signal,
}: RecreateRequest): Promise<void> {
  const { rrdtool_directory: directory, collection_offset: offset } = configuration;
  const filter = trackingFilter(tracking);
  const source = trackingSource(tracking, configuration);
  await mkdir(directory, { recursive: true, mode: DIRECTORY_MODE });
  const file = rrdFile(directory, tracking);
  const made = join(directory, `.${tracking.id}.recreated`);
  const release = takeLock(`${made}.lock`);
  const rrd = new RrdProcess();
  const store = await openStore(configuration);
  try {
    await rm(made, { force: true });
    const start = floorToPeriod(from);
    await createTrackingRrd(rrd, made, start, existsSync(file) ? file : undefined);
    const block = ceilToPeriod(configuration.recreate_cat_length);
    const limit = (): Seconds => Math.max(start, lastPeriodEnd(now() / 1000, offset)); // moves on while this runs
    for (let at = start; at < limit();) {
      signal?.throwIfAborted();
      const end = Math.min(limit(), at + block);
      const { values, notes } = await collect(store, {
        source,
        followed: [{ tracking, filter }],
        start: at,
        end,
        dataDirectory: configuration.flow_data_directory,
        fileLength: configuration.flow_file_length,
        ...(signal && { signal }),
      });
      await addValues(rrd, made, at, values[0] ?? []);
      at = end;
      progress?.({
        periodsDone: (at - start) / PERIOD,
        periods: (limit() - start) / PERIOD,
        notes: notes.map(({ text }) => text),
      });
    }
    await rename(made, file);
  } finally {
    await rm(made, { force: true });
    await store.close();
    await rrd.close();
    release();
  }
}
