/** When flows were captured into a directory: what tells "no traffic" from "nobody listened". */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Ms } from '../flow/time.js';
import type { FlowFileHeader } from '../ftfile/header.js';
import { parseHeader } from '../ftfile/parse-header.js';
import { readHeader } from '../ftfile/reader.js';
import type { Source } from '../query/query.js';
import { isMissing } from './notes.js';
import { deviceDirectory } from './sources.js';
import { findStoredFiles, type Span, type StoredFile } from './stored-files.js';
import { readFooter } from './twin/footer.js';

/** flow-capture starts a new file at least once a day (reference section 4.5). */
const LONGEST_FILE: Ms = 86_400_000;

export interface SpanRequest {
  readonly dataDirectory: string;
  readonly window: Span;
  /** What a file covers that does not say so itself, unless the next one starts earlier. */
  readonly fileLength: Ms;
}

/**
 * The parts of a window in which flow-capture wrote files of the source, rising and apart, as the files' headers tell. A directory that is
 * not there has none.
 * @throws the system's error if a directory cannot be read; StoreError for a name that is no device's
 */
export async function captureSpans(
  source: Exclude<Source, { readonly kind: 'files' }>,
  { dataDirectory, window, fileLength }: SpanRequest,
): Promise<Span[]> {
  const directory = source.kind === 'device' ? deviceDirectory(dataDirectory, source.name) : source.path;
  let files: StoredFile[];
  try {
    const wanted = { start: window.start - fileLength, end: window.end, before: window.start };
    files = await findStoredFiles(directory, wanted);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
  const nextStart = new Map<string, Ms>();
  const spans: Promise<Span>[] = [];
  for (const file of files.sort((one, other) => other.start - one.start)) {
    const next = nextStart.get(file.version) ?? Infinity;
    nextStart.set(file.version, file.start);
    if (file.start >= window.end || Math.min(next, file.start + LONGEST_FILE) <= window.start) continue;
    spans.push(spanOf(file, Math.min(next, file.start + fileLength)));
  }
  return union(await Promise.all(spans), window);
}

/** @param otherwise the end of a file that does not tell */
async function spanOf(file: StoredFile, otherwise: Ms): Promise<Span> {
  try {
    if (file.state === 'open') return { start: file.start, end: (await stat(file.path)).mtimeMs };
    const { captureStart = 0, captureEnd = 0 } = await headerOf(file);
    if (captureStart > 0 && captureEnd > captureStart) return { start: captureStart * 1000, end: captureEnd * 1000 };
  } catch {
    // who reads its flows says so
  }
  return { start: file.start, end: otherwise };
}

async function headerOf({ path, rows, twins: [twin] }: StoredFile): Promise<FlowFileHeader> {
  if (rows === 'there' || !twin) return readHeader(path);
  const footer = await readFooter(join(twin.directory, twin.name));
  return parseHeader(footer.header, path);
}

function union(spans: readonly Span[], window: Span): Span[] {
  const all: { start: Ms; end: Ms }[] = [];
  for (const { start, end } of spans.toSorted((one, other) => one.start - other.start)) {
    const part = { start: Math.max(start, window.start), end: Math.min(end, window.end) };
    if (part.end <= part.start) continue;
    const last = all.at(-1);
    if (last && part.start <= last.end) last.end = Math.max(last.end, part.end);
    else all.push(part);
  }
  return all;
}

/** How much of an interval is covered, ms. */
export function covered(spans: readonly Span[], { start, end }: Span): Ms {
  return spans.reduce((sum, span) => sum + Math.max(0, Math.min(end, span.end) - Math.max(start, span.start)), 0);
}
