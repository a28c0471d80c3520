/** From the sources of a query to the segments to read. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Source, Window } from '../query/query.js';
import { isMissing, remedy, utcText } from './notes.js';
import { findSegments, segmentsOfFiles, type CaptureTimes, type FoundSegments, type Segment } from './segments.js';
import { StoreError } from './store-error.js';
import type { Note } from './store.js';

export interface SourceOptions {
  /** Holds one directory per device. */
  readonly dataDirectory: string;
  readonly capture: CaptureTimes;
  /** Names of files that are open already. */
  readonly opened?: ReadonlySet<string>;
  readonly signal?: AbortSignal | undefined;
}

export interface Found {
  readonly segments: readonly Segment[];
  readonly notes: readonly Note[];
}

/** A device is a directory just below the data directory: no other place can be reached by its name. */
export function deviceDirectory(dataDirectory: string, name: string): string {
  if (name === '' || name.startsWith('.') || /[/\0]/.test(name))
    throw new StoreError(
      'bad-source',
      name,
      `"${name}" cannot be the name of a device: it must be that of a directory in ${dataDirectory}.`,
    );
  return join(dataDirectory, name);
}

/**
 * The segments of all sources, source by source.
 * @throws StoreError if there is no data directory, no source's directory exists, or one cannot be read; the signal's
 *   reason when it fires
 */
export async function findSources(
  sources: readonly Source[],
  window: Window | undefined,
  options: SourceOptions,
): Promise<Found> {
  const directories = sources.map((source) => sourceDirectory(source, options));
  const found = await Promise.all(
    sources.map(async (source, index) => {
      const directory = directories[index];
      return directory === undefined ? namedFiles(source, options) : searched(directory, window, options);
    }),
  );
  const missing = found.flatMap((each) => ('missing' in each ? [each.missing] : []));
  if (missing.length > 0) await checkDataDirectory(sources, options);
  const segments = found.flatMap((each) => ('segments' in each ? each.segments : []));
  const [first] = missing;
  if (first !== undefined && missing.length === sources.length)
    throw new StoreError('no-directory', first, missingText(first));
  const notes: Note[] = missing.map((path) => ({ code: 'no-directory', text: missingText(path) }));
  for (const each of found) if ('notes' in each) notes.push(...each.notes);
  // twins may have told that their flows lie elsewhere
  const files = found.reduce((sum, each) => sum + ('files' in each ? each.files : 0), 0);
  if (files === 0) notes.push({ code: 'no-files', text: noFilesText(sources, directories, window) });
  return { segments, notes };
}

function sourceDirectory(source: Source, { dataDirectory }: SourceOptions): string | undefined {
  if (source.kind === 'device') return deviceDirectory(dataDirectory, source.name);
  return source.kind === 'directory' ? source.path : undefined;
}

function namedFiles(source: Source, { opened, signal }: SourceOptions): Promise<FoundSegments> {
  return segmentsOfFiles(source.kind === 'files' ? source.paths : [], opened, signal);
}

async function searched(
  directory: string,
  window: Window | undefined,
  { capture, signal }: SourceOptions,
): Promise<FoundSegments | { missing: string }> {
  try {
    return await findSegments(directory, window, capture, signal);
  } catch (cause) {
    signal?.throwIfAborted();
    if (isMissing(cause)) return { missing: directory };
    const path = cause instanceof Error && 'path' in cause ? String(cause.path) : directory;
    const text = `The directory ${path} cannot be searched for flow files: ${remedy(cause)}.`;
    throw new StoreError('unreadable-directory', path, text, { cause });
  }
}

function missingText(path: string): string {
  return `There is no directory ${path}: check the device's name, and that flow-capture writes there.`;
}

async function checkDataDirectory(sources: readonly Source[], { dataDirectory }: SourceOptions): Promise<void> {
  if (!sources.some(({ kind }) => kind === 'device')) return;
  try {
    await stat(dataDirectory);
  } catch (cause) {
    const text = `The data directory ${dataDirectory} cannot be opened: set flow_data_directory to where flow-capture writes.`;
    throw new StoreError('no-directory', dataDirectory, text, { cause });
  }
}

function noFilesText(
  sources: readonly Source[],
  directories: readonly (string | undefined)[],
  window: Window | undefined,
): string {
  const places = directories.filter((path) => path !== undefined).join(', ');
  if (sources.length === 0 || places === '') return 'No flow files were named.';
  const when = window ? ` for ${utcText(window.start)} to ${utcText(window.end)}` : '';
  return `There are no flow files${when} in ${places}: choose another time, or check that flow-capture is running.`;
}
