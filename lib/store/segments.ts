/** Which files can hold flows of a time window (reference sections 1.6, 1.7 and 2.8), and how each is read. */
import { existsSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { Ms } from '../flow/time.js';
import type { FlowFileName } from '../ftfile/names.js';
import type { Note } from './store.js';
import { findStoredFiles, type Span, type StoredFile } from './stored-files.js';
import { chooseTwins, type FileWithTwins } from './twin/choose.js';
import { twinPaths } from './twin/path.js';
import type { TwinFacts } from './twin/range-index.js';

/** A flow-tools file. */
export interface RowSegment {
  readonly kind: 'rows';
  readonly path: string;
  /** `open` is still being written: it may be cut anywhere, and be renamed at any moment. */
  readonly state: FlowFileName['state'];
}

/** The columnar twin of a closed one. */
export interface TwinSegment {
  readonly kind: 'twin';
  /** Of the row file. */
  readonly path: string;
  readonly twin: string;
  readonly facts: TwinFacts;
  readonly rows: 'there' | 'gone';
}

/** One piece of stored flows, and how it is read. */
export type Segment = RowSegment | TwinSegment;

export interface CaptureTimes {
  /** Longest time that a file is written to. */
  readonly fileLength: Ms;
  /** Longest time from the start of a flow to the start of the file that it is exported into. */
  readonly captureInterval: Ms;
}

export interface FoundSegments {
  readonly segments: readonly Segment[];
  /** Files that the time was looked up in, also those of which the twin says that it has no flow of the window. */
  readonly files: number;
  readonly notes: readonly Note[];
}

const HOUR = 3_600_000;
/** flow-capture starts a new file at least once a day (reference section 4.5). */
const LONGEST_FILE = 24 * HOUR;

/**
 * The segments of a directory that can hold flows with a part in the window, in the order of their start. Directories of
 * every nesting level are understood, in any mixture; only those that the window can need are opened. A file holds
 * flows from its start for `fileLength`, or until the next file of its version starts if that is later. Of row files, those
 * that start up to `captureInterval` after the window are taken; a twin tells what times its flows have, however late they
 * were exported.
 * @param window absent: all files
 * @throws the system's error if a directory cannot be read; the signal's reason when it fires
 */
export async function findSegments(
  directory: string,
  window: Span | undefined,
  { fileLength, captureInterval }: CaptureTimes,
  signal?: AbortSignal,
): Promise<FoundSegments> {
  const span = window
    ? { start: window.start - fileLength, end: window.end + captureInterval, before: window.end }
    : { start: -Infinity, end: Infinity, before: Infinity };
  const found = await findStoredFiles(directory, span);
  const files = found.sort((left, right) => left.start - right.start || (left.path < right.path ? -1 : 1));
  const inTime = filesInTime(files, span, window);
  const { segments, notes } = await chooseTwins(inTime, { window, latest: span.end, signal });
  return { segments, notes, files: inTime.length };
}

/** Those that can hold flows of the window by their names, and those behind it whose twin may know better. */
function filesInTime(files: StoredFile[], span: Span, window: Span | undefined): StoredFile[] {
  const nextStart = new Map<string, Ms>();
  const wanted: StoredFile[] = [];
  for (const file of files.reverse()) {
    const end = Math.min(nextStart.get(file.version) ?? Infinity, file.start + LONGEST_FILE);
    nextStart.set(file.version, file.start);
    const reachesWindow = file.start >= span.start || (window !== undefined && end > window.start);
    if (reachesWindow && (file.start <= span.end || file.twins.length > 0)) wanted.push(file);
  }
  return wanted.reverse();
}

/**
 * The segments of files named one by one, whatever time they hold flows of: rows or twin of each.
 * @param opened names that are read as they are
 */
export async function segmentsOfFiles(
  paths: readonly string[],
  opened: ReadonlySet<string> | undefined,
  signal?: AbortSignal,
): Promise<FoundSegments> {
  const files = paths.map((path) => (opened?.has(path) ? undefined : namedFile(path)));
  const isThere = (file: FileWithTwins | undefined): file is FileWithTwins => file !== undefined;
  const { segments, notes } = await chooseTwins(files.filter(isThere), { window: undefined, latest: Infinity, signal });
  const chosen = new Map(segments.map((segment) => [segment.path, segment]));
  const rowsOf = (path: string): RowSegment => ({ kind: 'rows', path, state: 'closed' });
  return { segments: paths.map((path) => chosen.get(path) ?? rowsOf(path)), files: paths.length, notes };
}

/** Undefined for a file without twins. */
function namedFile(path: string): FileWithTwins | undefined {
  const twins = twinPaths(path).filter((twin) => existsSync(twin));
  if (twins.length === 0) return undefined;
  const places = twins.map((twin) => ({ directory: dirname(twin), name: basename(twin), names: undefined }));
  return { path, state: 'closed', start: 0, twins: places, rows: existsSync(path) ? 'there' : 'gone' };
}
