/** Removes a twin, and the directories that it leaves empty. */
import { rm, rmdir } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { TWIN_DIRECTORY } from './path.js';
import { rangeIndexPath } from './range-index.js';
import { twinLockPath, unfinishedPath } from './write.js';

/**
 * Nothing happens if the twin is not there. `.columns` itself stays: it says that twins are wanted.
 * @throws the system's error if the twin cannot be removed
 */
export async function removeTwin(twin: string): Promise<void> {
  for (const path of [twin, unfinishedPath(twin), twinLockPath(twin)]) await rm(path, { force: true });
  for (let directory = dirname(twin); basename(directory) !== TWIN_DIRECTORY; directory = dirname(directory)) {
    if (dirname(directory) === directory) return;
    try {
      await rmdir(directory);
    } catch {
      return; // something is left in it, or it is gone already
    }
    const index = rangeIndexPath(directory);
    if (index !== undefined) await rm(index, { force: true });
  }
}
