/** The flow files below a directory. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isCandidateName } from './names.js';

/** Deeper than any nesting level; what is deeper is not ours. */
const MOST_LEVELS = 50;

export interface FoundFile {
  readonly path: string;
  /** Whether the name says that it may be a flow file. */
  readonly name: 'flow file' | 'other';
}

/**
 * Paths of the files below a directory, in no particular order. A directory that cannot be read, perhaps because it was
 * removed meanwhile, counts as empty.
 * @param directory prefix of the paths that are given
 * @param links `followed` takes symbolic links to files as files; those to directories are never followed
 */
export async function* flowFiles(
  directory: string,
  links: 'ignored' | 'followed' = 'ignored',
  levels = MOST_LEVELS,
): AsyncGenerator<FoundFile, void, void> {
  const entries = await readdir(directory, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    const path = join(directory, entry.name);
    const isLink = links === 'followed' && entry.isSymbolicLink();
    if (entry.isDirectory() && levels > 0) yield* flowFiles(path, links, levels - 1);
    else if (entry.isFile() || (isLink && (await stat(path).catch(() => undefined))?.isFile()))
      yield { path, name: isCandidateName(entry.name) ? 'flow file' : 'other' };
  }
}
