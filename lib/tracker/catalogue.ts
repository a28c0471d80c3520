/** All definitions of a directory. */
import { readFile, readdir, stat } from 'node:fs/promises';
import { join, parse } from 'node:path';
import { GROUP_TYPE, readGroup } from './grp-file.js';
import { readTracking } from './fil-file.js';
import { isEnding } from './ending.js';
import { DefinitionError } from './definition-error.js';
import { parseInputLines } from './input-lines.js';
import { isStem } from './slug.js';
import type { Group, Tracking } from './tracking.js';

/** In the order of their names. */
export interface Definitions {
  readonly trackings: readonly Tracking[];
  readonly groups: readonly Group[];
  /** Files that cannot be used, and why. */
  readonly problems: readonly DefinitionError[];
}

type Entry = Tracking | Group | DefinitionError;

/** What tells whether a file is the one that was read. */
interface Known {
  readonly mark: string;
  readonly entry: Entry;
}

/**
 * Reads one definition.
 * @param path below the directory of definitions
 * @throws DefinitionError
 */
export async function readDefinition(path: string): Promise<Tracking | Group> {
  const { name: id, ext } = parse(path);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new DefinitionError('unreadable', path, `${path} cannot be read: ${why}.`, { cause });
  }
  const lines = parseInputLines(text);
  const state = ext === '.archive' ? 'archived' : 'active';
  const isGroup = ext === '.grp' || lines.values.get('monitor_type') === GROUP_TYPE;
  return (isGroup ? readGroup : readTracking)(lines, { id, state, place: path });
}

/** The definitions of a directory; what has not changed since it was read is not read again. */
export class Catalogue {
  #known = new Map<string, Known>();

  constructor(private readonly directory: string) {}

  /**
   * The definitions as they are now.
   * @throws DefinitionError `unreadable` if the directory is; a single file is one of the problems
   */
  async read(): Promise<Definitions> {
    const known = new Map<string, Known>();
    for (const name of await this.#names()) {
      const path = join(this.directory, name);
      const mark = await markOf(path);
      if (mark === undefined) continue; // gone since the directory was listed
      const before = this.#known.get(name);
      known.set(name, before?.mark === mark ? before : { mark, entry: await entryOf(path) });
    }
    this.#known = known;
    const entries = [...known.values()].map(({ entry }) => entry);
    const definitions = entries.flatMap((entry) => (entry instanceof Error ? [] : [entry]));
    return {
      trackings: definitions.filter((entry) => entry.kind === 'tracking'),
      groups: definitions.filter((entry) => entry.kind === 'group'),
      problems: entries.filter((entry) => entry instanceof Error),
    };
  }

  async #names(): Promise<string[]> {
    try {
      const names = await readdir(this.directory);
      return names
        .filter((name) => {
          const { name: stem, ext } = parse(name);
          return isEnding(ext) && isStem(stem);
        })
        .sort();
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      const message = `The directory of definitions cannot be read (${why}): create it, or set filter_directory in the configuration.`;
      throw new DefinitionError('unreadable', this.directory, message, { cause });
    }
  }
}

async function markOf(path: string): Promise<string | undefined> {
  try {
    const { ino, size, mtimeNs, ctimeNs } = await stat(path, { bigint: true });
    return [ino, size, mtimeNs, ctimeNs].join(' ');
  } catch {
    return undefined;
  }
}

async function entryOf(path: string): Promise<Entry> {
  try {
    return await readDefinition(path);
  } catch (error) {
    if (error instanceof DefinitionError) return error;
    throw error;
  }
}
