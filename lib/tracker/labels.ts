/** What definitions are called, for lists on every page: kept, because reading a few hundred files takes longer than most pages. */
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join, parse } from 'node:path';
import type { Configuration } from '../config/configuration.js';
import { writeWhole } from '../config/write-whole.js';
import { ENDINGS, isEnding, type Ending } from './ending.js';
import { parseInputLines } from './input-lines.js';
import { isStem } from './slug.js';

export interface Labelled {
  /** Stem of the file's name. */
  readonly id: string;
  readonly kind: (typeof ENDINGS)[Ending];
  readonly label: string;
}

/** In the work directory. */
const KEPT = 'tracking-labels.json';

/** Ms for which labels are kept: one that somebody changes within a file, with an editor, shows after that time. */
const LONGEST = 300_000;

/** Ms in which a directory may change once more without its time telling so. */
const GRAIN = 2000;

type Places = Pick<Configuration, 'filter_directory' | 'work_directory'>;

/** What the file says it is called; its name where it cannot be read, because the list of all says why. */
function labelOf(path: string): string {
  const { name } = parse(path);
  try {
    return parseInputLines(readFileSync(path, 'utf8')).values.get('monitor_label') ?? name;
  } catch {
    return name;
  }
}

function readLabels(directory: string, most: number): Labelled[] {
  const found = readdirSync(directory)
    .sort()
    .flatMap((file) => {
      const { name: id, ext } = parse(file);
      return isEnding(ext) && isStem(id) ? [{ id, kind: ENDINGS[ext], file }] : [];
    });
  return found.slice(0, most).map(({ id, kind, file }) => ({ id, kind, label: labelOf(join(directory, file)) }));
}

function isLabelled(value: unknown): value is Labelled {
  const { id, kind, label } = (value ?? {}) as Partial<Record<keyof Labelled, unknown>>; // looked at here
  return typeof id === 'string' && typeof kind === 'string' && typeof label === 'string' && isStem(id);
}

/** What is kept for a directory as it is now; undefined for none. */
function keptLabels(path: string, mark: string): Labelled[] | undefined {
  try {
    if (Date.now() - statSync(path).mtimeMs > LONGEST) return undefined;
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    const { mark: of, labels } = (value ?? {}) as { mark?: unknown; labels?: unknown }; // looked at here
    return of === mark && Array.isArray(labels) && labels.every(isLabelled) ? labels : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The first definitions of the directory, by the names of their files. Whoever writes one renames it into its place, which the directory's time
 * tells. A directory that cannot be read has none.
 */
export function definitionLabels({ filter_directory, work_directory }: Places, most: number): Labelled[] {
  const path = join(work_directory, KEPT);
  let labels: Labelled[];
  let mark: string;
  let changed: number;
  try {
    const { ino, mtimeNs, ctimeNs, mtimeMs } = statSync(filter_directory, { bigint: true });
    mark = [filter_directory, most, ino, mtimeNs, ctimeNs].join(' ');
    changed = Number(mtimeMs);
    const kept = keptLabels(path, mark);
    if (kept) return kept;
    labels = readLabels(filter_directory, most);
  } catch {
    return [];
  }
  try {
    if (Date.now() - changed > GRAIN) writeWhole(path, JSON.stringify({ mark, labels }), 'replace');
  } catch {
    // the next page reads them again
  }
  return labels;
}
