/** Writes definitions: whole files, one writer at a time. */
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { LockedError, takeLock } from '../command/lock.js';
import { DIRECTORY_MODE, FILE_MODE } from '../config/modes.js';
import { readDefinition } from './catalogue.js';
import { ENDINGS, type Ending } from './ending.js';
import { DefinitionError } from './definition-error.js';
import { formatGroup } from './grp-file.js';
import { formatTracking } from './fil-file.js';
import { isStem, numberedSlug } from './slug.js';
import type { Group, Tracking } from './tracking.js';

/** Of one directory: held for milliseconds. */
const LOCK = '.definitions.lock';
const RETRY_MS = 20;
const PATIENCE_MS = 10_000;

/** The ending of a definition's file. */
function endingOf({ kind, state }: Tracking | Group): Ending {
  if (state === 'archived') return '.archive';
  return kind === 'group' ? '.grp' : '.fil';
}

/**
 * The file of a definition.
 * @throws DefinitionError `bad-name`
 */
export function definitionPath(directory: string, definition: Tracking | Group): string {
  if (!isStem(definition.id))
    throw new DefinitionError('bad-name', definition.label, `"${definition.id}" cannot be the name of a file.`);
  return join(directory, definition.id + endingOf(definition));
}

async function writeWhole(directory: string, definition: Tracking | Group): Promise<void> {
  const path = definitionPath(directory, definition);
  const text = definition.kind === 'group' ? formatGroup(definition) : formatTracking(definition);
  const temporary = join(directory, `.${randomUUID()}.tmp`);
  try {
    await writeFile(temporary, text, { flag: 'wx', mode: FILE_MODE });
    await rename(temporary, path);
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Runs an action alone among all processes that write definitions here. */
export async function alone<T>(directory: string, action: () => Promise<T>): Promise<T> {
  await mkdir(directory, { recursive: true, mode: DIRECTORY_MODE });
  let release: (() => void) | undefined;
  for (let waited = 0; !release; waited += RETRY_MS)
    try {
      release = takeLock(join(directory, LOCK));
    } catch (error) {
      if (!(error instanceof LockedError) || waited > PATIENCE_MS) throw error;
      await setTimeout(RETRY_MS);
    }
  try {
    return await action();
  } finally {
    release();
  }
}

function taken(label: string): DefinitionError {
  const message = `"${label}" exists already: choose another label, or revise what is there.`;
  return new DefinitionError('taken', label, message);
}

/** Whether one of the definitions of a name has the label. */
async function hasLabel(directory: string, id: string, label: string): Promise<boolean> {
  for (const ending of Object.keys(ENDINGS))
    try {
      if ((await readDefinition(join(directory, id + ending))).label === label) return true;
    } catch {
      // there is none, or none that can be read
    }
  return false;
}

/** A definition that has no files yet. */
export type New<T extends Tracking | Group> = Omit<T, 'id' | 'state'>;

/**
 * Writes a new definition, under a name that no other has.
 * @param labels in use already, those of archives among them
 * @param isUsed names that other files have, besides those of definitions
 * @returns it with its name
 * @throws DefinitionError `no-label`; `taken` if another definition has the label
 */
export async function createDefinition<T extends Tracking | Group>(
  directory: string,
  definition: New<T>,
  labels: ReadonlySet<string>,
  isUsed: (id: string) => boolean = () => false,
): Promise<T> {
  const { label } = definition;
  if (label.trim() === '')
    throw new DefinitionError('no-label', '', 'A label is missing: it becomes the title of the graphs.');
  if (labels.has(label)) throw taken(label);
  return alone(directory, async () => {
    const isTaken = (id: string) =>
      isUsed(id) || Object.keys(ENDINGS).some((ending) => existsSync(join(directory, id + ending)));
    let number = 1;
    for (; isTaken(numberedSlug(label, number)); number++)
      if (await hasLabel(directory, numberedSlug(label, number), label)) throw taken(label); // made since the labels were read
    const created = { ...definition, id: numberedSlug(label, number), state: 'active' } as unknown as T; // what New left out
    await writeWhole(directory, created);
    return created;
  });
}

/**
 * Changes a definition as it is on the disk when nobody else writes.
 * @param change the new one; its name and state stay as they are
 * @throws DefinitionError if it cannot be read
 */
export async function changeDefinition<T extends Tracking | Group>(
  directory: string,
  definition: T,
  change: (current: T) => T,
): Promise<T> {
  const path = definitionPath(directory, definition);
  return alone(directory, async () => {
    const current = await readDefinition(path);
    if (current.kind !== definition.kind)
      throw new DefinitionError('unreadable', path, `${path} is not a ${definition.kind} any more.`);
    const changed = { ...change(current as T), id: definition.id, state: definition.state }; // the kind has just been compared
    await writeWhole(directory, changed);
    return changed;
  });
}

/**
 * Archives or restarts: the file gets its other name.
 * @throws Error of the file system
 */
export async function moveDefinition<T extends Tracking | Group>(
  directory: string,
  definition: T,
  state: 'active' | 'archived',
): Promise<T> {
  const moved = { ...definition, state };
  await alone(directory, () => rename(definitionPath(directory, definition), definitionPath(directory, moved)));
  return moved;
}
