/** Which files of a directory can hold flows of a time window (reference sections 1.6, 1.7 and 2.8). */
import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Ms } from '../flow/time.js';
import { isMissing } from './notes.js';
import { parseFlowFileName, type FlowFileName } from '../ftfile/names.js';

/** One piece of stored flows, and how it is read: `rows` is a flow-tools file. */
export interface Segment {
  readonly kind: 'rows';
  readonly path: string;
  /** `open` is still being written: it may be cut anywhere, and be renamed at any moment. */
  readonly state: FlowFileName['state'];
}

export interface CaptureTimes {
  /** Longest time that a file is written to. */
  readonly fileLength: Ms;
  /** Longest time from the start of a flow to the start of the file that it is exported into. */
  readonly captureInterval: Ms;
}

interface Span {
  readonly start: Ms;
  readonly end: Ms;
}

interface TimedFile extends FlowFileName {
  readonly path: string;
}

const HOUR = 3_600_000;
/** flow-capture starts a new file at least once a day (reference section 4.5). */
const LONGEST_FILE = 24 * HOUR;
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

/** Walks the directory and those of its dated subdirectories that can hold files that start in the span. */
async function filesStartingIn(directory: string, span: Span): Promise<TimedFile[]> {
  return filesAmong(await readdir(directory, { withFileTypes: true }), directory, span);
}

/** What has been removed since its name was read, or is no directory, holds no files. */
async function filesBelow(directory: string, span: Span): Promise<TimedFile[]> {
  try {
    return await filesStartingIn(directory, span);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

async function filesAmong(entries: readonly Dirent[], directory: string, span: Span): Promise<TimedFile[]> {
  const found = entries.map(async (entry): Promise<TimedFile[]> => {
    const path = join(directory, entry.name);
    const file = parseFlowFileName(entry.name);
    if (file) return [{ ...file, path }];
    const reach = entry.isFile() ? undefined : spanOfDirectory(entry.name);
    if (!reach || reach.end < span.start || reach.start > span.end) return [];
    return filesBelow(path, span);
  });
  return (await Promise.all(found)).flat();
}

/**
 * The segments of a directory that can hold flows with a part in the window, in the order of their start. Directories of
 * every nesting level are understood, in any mixture; only those that the window can need are opened. A file holds
 * flows from its start for `fileLength`, or until the next file of its version starts if that is later; flows of the window are in
 * files that start up to `captureInterval` after it.
 * @param window absent: all files
 * @throws the system's error if a directory cannot be read
 */
export async function findSegments(
  directory: string,
  window: Span | undefined,
  { fileLength, captureInterval }: CaptureTimes,
): Promise<Segment[]> {
  const span = window
    ? { start: window.start - fileLength, end: window.end + captureInterval }
    : { start: -Infinity, end: Infinity };
  const files = await filesStartingIn(directory, span);
  files.sort((left, right) => left.start - right.start || (left.path < right.path ? -1 : 1));
  const nextStart = new Map<string, Ms>();
  const segments: Segment[] = [];
  for (const file of files.reverse()) {
    const end = Math.min(nextStart.get(file.version) ?? Infinity, file.start + LONGEST_FILE);
    nextStart.set(file.version, file.start);
    const reachesWindow = file.start >= span.start || (window !== undefined && end > window.start);
    if (reachesWindow && file.start <= span.end) segments.push({ kind: 'rows', path: file.path, state: file.state });
  }
  return segments.reverse();
}
