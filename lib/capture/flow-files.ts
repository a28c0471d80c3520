/** The flow files below a directory. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isCandidateName } from '../ftfile/names.js';

/** Deeper than any nesting level; what is deeper is not ours. */
const MOST_LEVELS = 50;

/**
 * Paths of the files whose names say that they may be flow files, and of the others; symbolic links are not followed.
 * A directory that cannot be read, perhaps because it was removed meanwhile, counts as empty.
 * @param directory prefix of the paths that are given
 */
export async function* flowFiles(
  directory: string,
  levels = MOST_LEVELS,
): AsyncGenerator<{ readonly path: string; readonly name: 'flow file' | 'other' }> {
  const entries = await readdir(directory, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    const path = join(directory, entry.name);
    if (entry.isDirectory() && levels > 0) yield* flowFiles(path, levels - 1);
    else if (entry.isFile()) yield { path, name: isCandidateName(entry.name) ? 'flow file' : 'other' };
  }
}
