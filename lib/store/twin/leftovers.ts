/** Removes what runs that were killed have left beside twins. */
import { readdir, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { LockedError, takeLock } from '../../command/lock.js';
import { isTwinName } from './path.js';
import { twinLockPath, unfinishedPath } from './write.js';

const UNFINISHED = /^\.(.+\.parquet)(?:\.lock(?:\.\d+)?)?$/;
/** A lock is given its name at once: what is so old was left half-way. ms */
const HOUR = 3_600_000;

/**
 * Removes unfinished twins from a directory of twins, and locks of processes that live no more. Nobody is disturbed who
 * makes a twin at this moment.
 * @returns how many unfinished twins there were
 */
export async function removeLeftovers(directory: string): Promise<number> {
  const names = await readdir(directory).catch(() => []);
  let removed = 0;
  for (const name of names) if (UNFINISHED.test(name)) removed += await removeLeftover(join(directory, name));
  return removed;
}

async function removeLeftover(path: string): Promise<number> {
  const twin = join(dirname(path), UNFINISHED.exec(basename(path))?.[1] ?? '');
  const found = await stat(path).catch(() => undefined);
  if (!found || !isTwinName(basename(twin))) return 0;
  if (/\.\d+$/.test(path)) {
    if (Date.now() - found.mtimeMs > HOUR) await rm(path, { force: true });
    return 0;
  }
  try {
    const unlock = takeLock(twinLockPath(twin));
    await rm(unfinishedPath(twin), { force: true });
    unlock();
    return path === unfinishedPath(twin) ? 1 : 0;
  } catch (error) {
    if (error instanceof LockedError) return 0;
    throw error;
  }
}
