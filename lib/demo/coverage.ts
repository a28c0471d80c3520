/** Which times the flow files of a device cover already, and what is missing of a span. */
import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { FlowFileError } from '../ftfile/error.js';
import { hasFlag } from '../ftfile/header.js';
import { parseFlowFileName } from '../ftfile/names.js';
import { readHeader } from '../ftfile/reader.js';

/** Seconds since 1970, the end not included. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Files of one capture follow each other within this time; no gap so short is filled, seconds. */
const TOLERANCE_S = 2;

/** @returns undefined if the file cannot be read as one, or has gone */
async function fileSpan(path: string): Promise<Span | undefined> {
  try {
    const header = await readHeader(path);
    const { captureStart, captureEnd } = header;
    if (captureStart === undefined) return undefined;
    const closed = hasFlag(header, 'done') && captureEnd !== undefined;
    return { start: captureStart, end: closed ? captureEnd : Math.floor((await stat(path)).mtimeMs / 1000) };
  } catch (error) {
    if (error instanceof FlowFileError || (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** No file covers more than this, seconds. */
const LONGEST_FILE_S = 86_400;

/**
 * The spans of the flow files below a directory, in the order of their start; none if it does not exist.
 * @param since files that end before need not be looked at, seconds since 1970
 */
export async function coveredSpans(directory: string, since: number): Promise<Span[]> {
  let names: string[];
  try {
    names = await readdir(directory, { recursive: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  const earliest = (since - LONGEST_FILE_S) * 1000;
  const files = names.filter((name) => (parseFlowFileName(basename(name))?.start ?? -Infinity) >= earliest);
  const spans: Span[] = [];
  for (const name of files) {
    const span = await fileSpan(join(directory, name));
    if (span) spans.push(span);
  }
  return spans.sort((a, b) => a.start - b.start);
}

/**
 * What of a span is not covered.
 * @param covered in the order of their start; they may overlap
 */
export function missingSpans(whole: Span, covered: readonly Span[]): Span[] {
  const missing: Span[] = [];
  let start = whole.start;
  const add = (end: number): void => {
    if (end - start > TOLERANCE_S) missing.push({ start, end });
  };
  for (const span of covered) {
    if (span.end <= start) continue;
    if (span.start >= whole.end) break;
    add(span.start);
    start = span.end + 1; // the last second of a capture was cut somewhere
  }
  add(whole.end);
  return missing;
}
