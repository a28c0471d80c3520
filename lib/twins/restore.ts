/** Makes row files again of twins whose row files are gone: flow-parquet -r. */
import { mkdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { CommandError } from '../command/run.js';
import { flowFiles } from '../ftfile/flow-files.js';
import { findTwin, flowFilesAndTwins } from '../store/twin/find.js';
import { readFooter } from '../store/twin/footer.js';
import { isTwinName, rowPath } from '../store/twin/path.js';
import { restoreRowFile } from '../store/twin/restore.js';

/** A twin, and the path of the row file that is gone. */
export interface GoneRowFile {
  readonly twin: string;
  readonly path: string;
}

/**
 * The twins without row files that operands name: by the row file, by the twin, or by a directory of either.
 * @throws CommandError for what is not there; TwinError for what is no twin
 */
export async function goneRowFiles(operands: readonly string[]): Promise<GoneRowFile[]> {
  const gone = new Map<string, string>();
  for (const operand of operands)
    for (const { twin, path } of await pairsOf(operand)) if (!(await isThere(path))) gone.set(path, twin);
  return [...gone].sort().map(([path, twin]) => ({ path, twin }));
}

async function isThere(path: string): Promise<unknown> {
  return stat(path).catch(() => undefined);
}

async function pairsOf(operand: string): Promise<GoneRowFile[]> {
  if (isTwinName(basename(operand)))
    return [{ twin: operand, path: rowPath(operand) ?? join(dirname(operand), (await readFooter(operand)).source) }];
  const twin = await findTwin(operand);
  if (twin !== undefined) return [{ twin, path: operand }];
  const pairs: GoneRowFile[] = [];
  for await (const file of flowFilesAndTwins(operand))
    if (file.twin !== undefined) pairs.push({ twin: file.twin, path: file.path });
  for await (const { path: below } of flowFiles(operand)) {
    const path = rowPath(below);
    if (path !== undefined) pairs.push({ twin: below, path });
  }
  if (pairs.length === 0 && !(await isThere(operand)))
    throw new CommandError(`${operand}: there is no such file or directory`);
  return pairs;
}

/** @returns the number of flows; @throws as `restoreRowFile` */
export async function restore({ twin, path }: GoneRowFile): Promise<number> {
  await mkdir(dirname(path), { recursive: true });
  return restoreRowFile(twin, path);
}
