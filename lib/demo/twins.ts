/** Columnar twins of the demonstration's files, made beside everything else, so that reports of a day are quick. */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Child } from './child.js';
import { FILE_S } from './collector.js';
import { PROGRAMS, type Places } from './places.js';

/** The collectors have closed their files so long after the quarter of an hour, ms. */
const AFTER_MS = 3000;

/**
 * Makes what is missing now, and after each rotation. A run that fails leaves a message in its log: reports only take longer.
 * @returns when the signal has fired and nothing runs any more
 */
export async function keepTwins(places: Places, signal: AbortSignal): Promise<void> {
  const fired = new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => {
      resolve();
    });
  });
  while (!signal.aborted) {
    const child = new Child({
      title: 'flow-parquet',
      command: process.execPath,
      args: [PROGRAMS.parquet, places.flows],
      log: join(places.logs, 'flow-parquet.log'),
    });
    await Promise.race([fired, child.failed.catch(() => undefined)]); // so it tells of any end
    await child.stop();
    const period = FILE_S * 1000;
    await sleep(period - (Date.now() % period) + AFTER_MS, undefined, { signal }).catch(() => undefined);
  }
}
