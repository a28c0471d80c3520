/** Files that are there as a whole or not at all, whoever else writes and whenever the power goes. */
import { closeSync, fsyncSync, linkSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Whether a file is to be there after the power has gone. For one that is not, its reader sees whether it is whole. */
export type Keeping = 'lasting' | 'passing';

/**
 * Writes a file under a temporary name beside its place, syncs one that is to last, and gives it its name.
 * @param taken what happens where the name is taken: `replace` it, or `refuse` with an error of code EEXIST
 * @param mode permissions of the file
 * @throws Error of the file system, after which nothing is left
 */
export function writeWhole(
  path: string,
  content: string | Uint8Array,
  taken: 'replace' | 'refuse',
  mode = 0o640,
  keeping: Keeping = 'lasting',
): void {
  const temporary = join(dirname(path), `.tmp-${process.pid}-${Math.random().toString(36).slice(2)}`);
  try {
    const file = openSync(temporary, 'wx', mode);
    try {
      const octets = Buffer.from(content);
      for (let at = 0; at < octets.length;) at += writeSync(file, octets, at);
      if (keeping === 'lasting') fsyncSync(file);
    } finally {
      closeSync(file);
    }
    if (taken === 'replace') renameSync(temporary, path);
    else linkSync(temporary, path); // unlike a rename, fails if the name is taken
  } finally {
    rmSync(temporary, { force: true });
  }
}
