/** Finds the flow files of a directory: row files, and their columnar twins, also where the row file is gone. */
import type { Dirent } from 'node:fs';
import { readdir, realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { Ms } from '../flow/time.js';
import { parseFlowFileName, type FlowFileName } from '../ftfile/names.js';
import { isMissing } from './notes.js';
import { readIndexSummary } from './twin/range-index.js';
import { pathPrefix, TWIN_DIRECTORY, twinBaseName } from './twin/path.js';

/** A flow file, by its name. `path` is that of the row file, which may be gone where there are twins. */
export interface StoredFile extends FlowFileName {
  readonly path: string;
  readonly twins: readonly TwinPlace[];
  /** Whether there is a row file. `unknown`: it starts after the time asked for, where only twins are looked for. */
  readonly rows: 'there' | 'gone' | 'unknown';
}

/** Where a twin lies, and the names of all twins there if they were listed. */
export interface TwinPlace {
  readonly directory: string;
  readonly name: string;
  readonly names: readonly string[] | undefined;
}

export interface Span {
  readonly start: Ms;
  readonly end: Ms;
}

/** What to find: row files that start in the span; twins also of files that start later, if flows of theirs may begin before `before`. */
export interface Wanted extends Span {
  readonly before: Ms;
}

/** One directory as it is in the tree of row files and in each tree of twins. */
interface Place {
  readonly rows: string;
  readonly twins: readonly string[];
}

const HOUR = 3_600_000;
/** A directory is named after a day, month or year of the collector's zone; no zone is further from UTC than this. */
const EASTERNMOST = 14 * HOUR;
const WESTERNMOST = 12 * HOUR;
const DATED_DIRECTORY = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/;

/** The time that a directory of the nesting can hold file starts of, whatever the collector's zone; undefined for others. */
function spanOfDirectory(name: string): Span | undefined {
  const match = DATED_DIRECTORY.exec(name);
  if (!match) return undefined;
  const [year, month, day] = match.slice(1).map((part: string | undefined) => part && Number(part));
  if (typeof year !== 'number') return undefined;
  const [first, next] = month
    ? day
      ? [Date.UTC(year, month - 1, day), Date.UTC(year, month - 1, day + 1)]
      : [Date.UTC(year, month - 1), Date.UTC(year, month)]
    : [Date.UTC(year, 0), Date.UTC(year + 1, 0)];
  return { start: first - EASTERNMOST, end: next + WESTERNMOST };
}

/** What has been removed since its name was read, or is no directory, holds nothing. */
async function entriesOf(directory: string): Promise<Dirent[] | undefined> {
  try {
    return await readdir(directory, { withFileTypes: true });
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** Twins are derived data: a tree of them that cannot be read is none. */
async function twinEntriesOf(directory: string): Promise<Dirent[] | undefined> {
  return entriesOf(directory).catch(() => undefined);
}

/** The directory in the trees of twins that its ancestors have; that within itself is seen when it is listed. */
function twinDirectories(directory: string): string[] {
  const places: string[] = [];
  let below = '';
  for (let base = resolve(directory); base !== dirname(base);) {
    below = join(basename(base), below);
    base = dirname(base);
    places.push(join(base, TWIN_DIRECTORY, below));
  }
  return places;
}

/**
 * Walks a directory and those of its dated subdirectories that can hold what is wanted, in no order. Files that start
 * outside the span may be among them.
 * @throws the system's error if a directory cannot be read, or neither row files nor twins have it
 */
export async function findStoredFiles(directory: string, wanted: Wanted): Promise<StoredFile[]> {
  // a device's directory may be a link, and its twins lie beside the link or beside what it leads to
  const real = await realpath(directory).catch(() => directory);
  const twins = new Set([directory, real].flatMap(twinDirectories));
  const found = await filesIn({ rows: directory, twins: [...twins] }, wanted, 'in time');
  if (found) return found;
  await readdir(directory); // fails, and says how
  return [];
}

/** @returns undefined if no tree has the directory */
async function filesIn(place: Place, wanted: Wanted, when: 'in time' | 'late'): Promise<StoredFile[] | undefined> {
  const rowEntries = when === 'in time' ? await entriesOf(place.rows) : [];
  const within = rowEntries?.some(({ name }) => name === TWIN_DIRECTORY) ? [join(place.rows, TWIN_DIRECTORY)] : [];
  const listed = await Promise.all(
    [...place.twins, ...within].map(async (directory) => {
      const tooLate = when === 'late' && readIndexSummary(directory, wanted.before) === 'all flows begin later';
      return { directory, entries: tooLate ? [] : await twinEntriesOf(directory) };
    }),
  );
  const twins = listed.flatMap(({ directory, entries }) => (entries ? [{ directory, entries }] : []));
  if (!rowEntries && twins.length === 0) return undefined;

  const files = new Map<string, StoredFile & { readonly twins: TwinPlace[] }>();
  const rows = pathPrefix(place.rows);
  const directories = new Set<string>();
  for (const entry of rowEntries ?? []) {
    const file = parseFlowFileName(entry.name);
    if (file) files.set(entry.name, { ...file, path: rows + entry.name, rows: 'there', twins: [] });
    else if (!entry.isFile()) directories.add(entry.name);
  }
  for (const { directory, entries } of twins) {
    const names: string[] = [];
    for (const entry of entries) {
      const { name } = entry;
      if (!entry.isFile()) directories.add(name);
      const base = twinBaseName(name);
      if (base === undefined) continue;
      names.push(name);
      const known = files.get(base);
      if (known) {
        if (known.state === 'closed') known.twins.push({ directory, name, names });
        continue;
      }
      const file = parseFlowFileName(base);
      if (file?.state !== 'closed') continue;
      const gone = when === 'late' ? 'unknown' : 'gone';
      files.set(base, { ...file, path: rows + base, rows: gone, twins: [{ directory, name, names }] });
    }
  }

  const below = [...directories].map(async (name) => {
    const reach = spanOfDirectory(name);
    if (!reach || reach.end < wanted.start) return [];
    const isLate = when === 'late' || reach.start > wanted.end;
    if (isLate && twins.length === 0) return [];
    const inside = { rows: join(place.rows, name), twins: twins.map((twin) => join(twin.directory, name)) };
    return (await filesIn(inside, wanted, isLate ? 'late' : 'in time')) ?? [];
  });
  return [...files.values(), ...(await Promise.all(below)).flat()];
}
