/** Which row files need a twin. */
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { CommandError } from '../command/run.js';
import { flowFiles } from '../ftfile/flow-files.js';
import { isTwinOf, readFooter } from '../store/twin/footer.js';
import { twinPath } from '../store/twin/path.js';

/** A row file and where its twin is, or is to be. */
export interface RowFile {
  readonly path: string;
  readonly twin: string;
  /** Octets. */
  readonly size: number;
  /** When it was changed last, ms since 1970. */
  readonly changed: number;
  /** Whether there is a twin of the row file as it is now. */
  readonly state: 'twinned' | 'missing';
}

function isClosedName(path: string): boolean {
  return !basename(path).startsWith('tmp');
}

/**
 * The closed row files that operands name, each once, in the order of their paths below each directory.
 * @param base directory that gets `.columns`; absent for that above each file's device
 * @throws CommandError for what is not there
 */
export async function rowFiles(operands: readonly string[], base: string | undefined): Promise<RowFile[]> {
  const files = new Map<string, RowFile>();
  for (const operand of operands)
    for (const path of await pathsOf(operand)) {
      const file = await rowFile(path, base);
      if (file) files.set(file.twin, file);
    }
  return [...files.values()];
}

async function pathsOf(operand: string): Promise<string[]> {
  const found = await stat(operand).catch((error: unknown) => {
    throw new CommandError(`${operand}: ${error instanceof Error ? error.message : String(error)}`);
  });
  if (!found.isDirectory()) return [operand];
  const paths: string[] = [];
  for await (const { path, name } of flowFiles(operand))
    if (name === 'flow file' && isClosedName(path)) paths.push(path);
  return paths.sort();
}

/** @returns undefined for a file that was removed meanwhile */
async function rowFile(path: string, base: string | undefined): Promise<RowFile | undefined> {
  const status = await stat(path, { bigint: true }).catch(() => undefined);
  if (!status) return undefined;
  const twin = placeOf(path, base);
  const footer = await readFooter(twin).catch(() => undefined); // what cannot be read is made anew
  const state = footer && isTwinOf(footer, status) ? 'twinned' : 'missing';
  return { path, twin, size: Number(status.size), changed: Number(status.mtimeMs), state };
}

function placeOf(path: string, base: string | undefined): string {
  try {
    return twinPath(path, base);
  } catch (cause) {
    throw new CommandError(`-b ${base ?? ''}: ${path} is not below it`, 1, { cause });
  }
}
