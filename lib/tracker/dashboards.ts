/** Dashboards: pages of thumbnails by name (reference section 5.11). One file beside the definitions has them all. */
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FILE_MODE } from '../config/modes.js';
import { alone } from './save.js';
import { DefinitionError } from './definition-error.js';
import { GRAPH_WINDOWS } from './graph-windows.js';

/** A thumbnail: which tracking or group, and which of its windows. */
export interface Thumbnail {
  readonly id: string;
  readonly window: string;
}

export interface Dashboard {
  readonly name: string;
  /** In their order, left to right and down. */
  readonly places: readonly Thumbnail[];
}

/** Thumbnails of one dashboard, at most. */
export const MOST_PLACES = 24;

const FILE = '.dashboards.json';

function isThumbnail(value: unknown): value is Thumbnail {
  if (typeof value !== 'object' || value === null || !('id' in value) || !('window' in value)) return false;
  const { id, window } = value;
  return typeof id === 'string' && GRAPH_WINDOWS.some(({ name }) => name === window);
}

function isDashboard(value: unknown): value is Dashboard {
  if (typeof value !== 'object' || value === null || !('name' in value) || !('places' in value)) return false;
  const { name, places } = value;
  return typeof name === 'string' && Array.isArray(places) && places.every(isThumbnail);
}

/**
 * All dashboards, in the order in which they were made.
 * @throws DefinitionError `unreadable` if the file is there and cannot be read
 */
export async function readDashboards(directory: string): Promise<readonly Dashboard[]> {
  const path = join(directory, FILE);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return [];
    throw new DefinitionError('unreadable', path, `${path} cannot be read: give it to the web server's user.`, {
      cause,
    });
  }
  try {
    const value: unknown = JSON.parse(text);
    if (Array.isArray(value) && value.every(isDashboard)) return value;
  } catch {
    // not even JSON
  }
  throw new DefinitionError('unreadable', path, `${path} does not hold dashboards any more: correct or remove it.`);
}

/** Changes the dashboards while nobody else does. */
export function changeDashboards(
  directory: string,
  change: (current: readonly Dashboard[]) => readonly Dashboard[],
): Promise<void> {
  return alone(directory, async () => {
    const path = join(directory, FILE);
    const before = await readDashboards(directory);
    const after = change(before);
    if (after === before) return;
    await writeFile(`${path}.new`, JSON.stringify(after, null, 1), { mode: FILE_MODE });
    await rename(`${path}.new`, path);
  });
}

/** Takes the thumbnails of what is removed from all dashboards. */
export function forgetInDashboards(directory: string, id: string): Promise<void> {
  return changeDashboards(directory, (current) => {
    if (!current.some(({ places }) => places.some((place) => place.id === id))) return current;
    return current.map(({ name, places }) => ({ name, places: places.filter((place) => place.id !== id) }));
  });
}
