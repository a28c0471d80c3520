/** Decides for each stored file whether its rows or its columnar twin are read, or neither. */
import { statSync, type BigIntStats } from 'node:fs';
import { sep } from 'node:path';
import type { Ms } from '../../flow/time.js';
import { damagedTwinNote, unusedTwinsNote } from '../notes.js';
import type { Segment } from '../segments.js';
import type { Note } from '../store.js';
import type { Span, StoredFile, TwinPlace } from '../stored-files.js';
import { TwinError } from './error.js';
import { twinFacts, type FactsByName } from './facts.js';
import { isTwinOf } from './footer.js';
import type { TwinFacts } from './range-index.js';

export type FileWithTwins = Pick<StoredFile, 'path' | 'state' | 'start' | 'twins' | 'rows'>;

export interface ChoiceRequest {
  /** Twins without flows that lie in it, at least with one of their times, are left out. */
  readonly window: Span | undefined;
  /** Row files that start later are not read. */
  readonly latest: Ms;
  readonly signal: AbortSignal | undefined;
}

export interface Choice {
  readonly segments: readonly Segment[];
  readonly notes: readonly Note[];
}

/**
 * Chooses for each file, in their order. A twin is taken if its row file is as it was when the twin was made, or gone.
 * @throws the signal's reason when it fires
 */
export async function chooseTwins(files: readonly FileWithTwins[], request: ChoiceRequest): Promise<Choice> {
  const facts = await factsOfAll(files, request.signal);
  const segments: Segment[] = [];
  const notes: Note[] = [];
  const unused: string[] = [];
  for (const file of files) {
    const { segment, problems } = chooseOne(file, facts, request);
    if (segment) segments.push(segment);
    for (const { path, error } of problems)
      if (error === 'not of this row file' || isOtherFormat(error)) unused.push(path);
      else notes.push(damagedTwinNote(path, error, segment ? 'rows are read' : 'nothing is read'));
  }
  if (unused.length > 0) notes.push(unusedTwinsNote(unused));
  return { segments, notes };
}

type Problem = { readonly path: string; readonly error: unknown };

function isOtherFormat(error: unknown): boolean {
  return error instanceof TwinError && error.code === 'no-twin';
}

/** Directory after directory, so that few files are open at a time. */
async function factsOfAll(
  files: readonly FileWithTwins[],
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<string, FactsByName>> {
  const wanted = new Map<string, { readonly names: TwinPlace['names']; readonly wanted: Set<string> }>();
  for (const { directory, name, names } of files.flatMap(({ twins }) => twins)) {
    const known = wanted.get(directory) ?? { names, wanted: new Set() };
    known.wanted.add(name);
    wanted.set(directory, known);
  }
  const facts = new Map<string, FactsByName>();
  for (const [directory, { names, wanted: some }] of wanted) {
    signal?.throwIfAborted();
    facts.set(directory, await twinFacts(directory, names, some, signal));
  }
  return facts;
}

function chooseOne(
  file: FileWithTwins,
  facts: ReadonlyMap<string, FactsByName>,
  { window, latest }: ChoiceRequest,
): { segment: Segment | undefined; problems: readonly Problem[] } {
  const { path, state, twins, start } = file;
  const problems: Problem[] = [];
  const isLate = start > latest;
  const name = path.slice(path.lastIndexOf(sep) + 1);
  let rows: BigIntStats | 'gone' | undefined = file.rows === 'gone' ? 'gone' : undefined;
  for (const place of twins) {
    const each = factsAt(place, facts);
    if (!each) continue;
    const twin = `${place.directory}${sep}${place.name}`;
    if ('error' in each) {
      problems.push({ path: twin, error: each.error });
      continue;
    }
    const isNeeded = !window || mayTouch(each, window);
    if (isLate && !isNeeded) return { segment: undefined, problems: [] };
    rows ??= statusOf(path);
    const isOfRows = rows === 'gone' || (rows !== undefined && isTwinOf(each, rows));
    if (each.source !== name || !isOfRows) {
      problems.push({ path: twin, error: 'not of this row file' });
      continue;
    }
    const segment = { kind: 'twin', path, twin, facts: each, rows: rows === 'gone' ? 'gone' : 'there' } as const;
    return { segment: isNeeded ? segment : undefined, problems: [] };
  }
  if (isLate) rows ??= statusOf(path);
  if (rows === 'gone') return { segment: undefined, problems };
  // what row files hold that start so late is not looked at anyway
  return isLate ? { segment: undefined, problems: [] } : { segment: { kind: 'rows', path, state }, problems };
}

function factsAt(
  { directory, name }: TwinPlace,
  facts: ReadonlyMap<string, FactsByName>,
): TwinFacts | { readonly error: unknown } | undefined {
  return facts.get(directory)?.get(name);
}

/** A flow qualifies for no rule if both its times lie before the window, or both behind it. */
function mayTouch({ range }: TwinFacts, window: Span): boolean {
  return range !== undefined && range.end >= window.start && range.start < window.end;
}

/** Synchronous: 3 µs, where a promise takes 40. A file that cannot be looked at is left to its reader. */
function statusOf(path: string): BigIntStats | 'gone' | undefined {
  try {
    return statSync(path, { bigint: true, throwIfNoEntry: false }) ?? 'gone';
  } catch {
    return undefined;
  }
}
