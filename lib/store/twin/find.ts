/** Finds twins: that of one row file, and those of a directory whose row files are gone. */
import { realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { flowFiles, type FoundFile, type WalkOptions } from '../../ftfile/flow-files.js';
import { isCandidateName } from '../../ftfile/names.js';
import { isTwinName, TWIN_DIRECTORY, twinBaseName, twinPaths } from './path.js';

/** The twin of a row file, whether or not the row file is there; undefined if it has none. */
export async function findTwin(rowPath: string): Promise<string | undefined> {
  const path = resolve(rowPath);
  const real = await realpath(dirname(path)).catch(() => dirname(path));
  for (const candidate of new Set([...twinPaths(path), ...twinPaths(join(real, basename(path)))]))
    if ((await stat(candidate).catch(() => undefined))?.isFile()) return candidate;
  return undefined;
}

/** A file as `flowFiles` finds it; `twin` is there if the row file is not. */
export interface StoredFile extends FoundFile {
  readonly twin?: string;
}

/** The files below a directory as `flowFiles` finds them, and then those of which only a twin is left. */
export async function* flowFilesAndTwins(
  directory: string,
  { links }: Pick<WalkOptions, 'links'> = {},
): AsyncGenerator<StoredFile, void, void> {
  const found = new Set<string>();
  const trees = treesAbove(directory);
  const onHidden = (path: string): void => {
    if (basename(path) === TWIN_DIRECTORY) trees.push({ twins: path, rows: dirname(path) });
  };
  for await (const file of flowFiles(directory, { ...(links && { links }), onHidden })) {
    found.add(file.path);
    yield file;
  }
  for (const { twins, rows } of trees)
    for await (const { path: twin } of flowFiles(twins)) {
      const path = join(rows, dirname(relative(twins, twin)), twinBaseName(basename(twin)) ?? '');
      if (!isTwinName(basename(twin)) || found.has(path)) continue;
      found.add(path);
      yield { path, twin, name: isCandidateName(basename(path)) ? 'flow file' : 'other' };
    }
}

/** Where twins of a directory's files lie beside the directory or above. */
function treesAbove(directory: string): { twins: string; rows: string }[] {
  const trees = [];
  const path = resolve(directory);
  for (let base = path; base !== dirname(base);) {
    base = dirname(base);
    trees.push({ twins: join(base, TWIN_DIRECTORY, relative(base, path)), rows: directory });
  }
  return trees;
}
