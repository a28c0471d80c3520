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

export interface WalkOptions {
  /** `followed` takes symbolic links to files as files; those to directories are never followed. Default `ignored`. */
  readonly links?: 'ignored' | 'followed';
  /** Told of directories whose names begin with a dot: they are not entered. */
  readonly onHidden?: (directory: string) => void;
}

/**
 * Paths of the files below a directory, in no particular order. A directory that cannot be read, perhaps because it was
 * removed meanwhile, counts as empty.
 * @param directory prefix of the paths that are given
 */
export async function* flowFiles(
  directory: string,
  options: WalkOptions = {},
  levels = MOST_LEVELS,
): AsyncGenerator<FoundFile, void, void> {
  const entries = await readdir(directory, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    const path = join(directory, entry.name);
    const isLink = options.links === 'followed' && entry.isSymbolicLink();
    if (entry.isDirectory() && entry.name.startsWith('.')) options.onHidden?.(path);
    else if (entry.isDirectory() && levels > 0) yield* flowFiles(path, options, levels - 1);
    else if (entry.isFile() || (isLink && (await stat(path).catch(() => undefined))?.isFile()))
      yield { path, name: isCandidateName(entry.name) ? 'flow file' : 'other' };
  }
}
