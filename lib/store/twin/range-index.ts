/**
 * What the footers of a directory's twins say, in one small text file beside the directory, so that a query need not open
 * each twin. It is derived data: without it footers are read.
 */
import {
  closeSync,
  fstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { EXPORT_VERSIONS } from '../../flow/version.js';
import type { Ms } from '../../flow/time.js';
import type { TwinFooter } from './footer.js';
import { TWIN_DIRECTORY, twinBaseName } from './path.js';

/** A twin as it was when its footer was read. */
export interface TwinFacts extends Omit<TwinFooter, 'header'> {
  /** Of the twin itself. */
  readonly twinSize: bigint;
  readonly twinMtimeNs: bigint;
}

/** By the twin's name in its directory. */
export type RangeIndex = ReadonlyMap<string, TwinFacts>;

/** Another number for each form of twins, whose index says that they can be read, and of entries. */
const TITLE = 'flowviewer-twin-ranges 3';
/** Enough for the first line. */
const HEAD = 256;
/** A directory's time may be as coarse as that: what is added to it just after it was listed may leave the time as it is. */
const COARSEST_NS = 2_000_000_000n;
/** A leftover of a writer that was killed. */
const ABANDONED_MS = 60_000;

/** Beside the directory, because it would change the directory's own time. None for the top of a tree of twins. */
export function rangeIndexPath(directory: string): string | undefined {
  const name = basename(directory);
  return name === TWIN_DIRECTORY ? undefined : join(dirname(directory), `.${name}.ranges`);
}

/** First line: title, time of the directory when it was listed, whether it has directories, number of twins, least start. */
interface Head {
  readonly mtimeNs: bigint;
  readonly has: 'files' | 'directories';
  readonly count: number;
  /** Infinity where no twin has a flow. */
  readonly leastStart: Ms;
}

function headText({ mtimeNs, has, count, leastStart }: Head): string {
  return [TITLE, mtimeNs, has, count, leastStart].join('\t');
}

function parseHead(line: string): Head | undefined {
  const match = /^([^\t]+)\t(-?\d{1,20})\t(files|directories)\t(\d{1,9})\t(-?\d{1,15}|Infinity)$/.exec(line);
  if (match?.[1] !== TITLE) return undefined;
  const [, , mtimeNs = '', has, count, leastStart] = match;
  return {
    mtimeNs: BigInt(mtimeNs),
    has: has === 'files' ? 'files' : 'directories',
    count: Number(count),
    leastStart: Number(leastStart),
  };
}

function entryText(name: string, facts: TwinFacts): string {
  const { twinSize, twinMtimeNs, source, size, mtimeNs, version, flows, range, ipv6, pairs = '' } = facts;
  const own = [name, twinSize, twinMtimeNs, source, size, mtimeNs, version, flows, range?.start, range?.end];
  return [...own, ipv6.join(' '), pairs].join('\t').trimEnd();
}

const INTEGER = /^-?\d{1,20}$/;

function parseEntry(line: string): readonly [string, TwinFacts] | undefined {
  const [name = '', twinSize = '', twinMtimeNs = '', source = '', size = '', mtimeNs = '', kind, ...rest] =
    line.split('\t');
  const [flows = '', start = '', end = '', ipv6 = '', pairs = ''] = rest;
  const version = EXPORT_VERSIONS.find((known) => known === kind);
  if (!version || ![twinSize, twinMtimeNs, size, mtimeNs, flows].every((text) => INTEGER.test(text))) return undefined;
  const hasRange = INTEGER.test(start) && INTEGER.test(end);
  if (!hasRange && (start !== '' || end !== '')) return undefined;
  const facts: TwinFacts = {
    twinSize: BigInt(twinSize),
    twinMtimeNs: BigInt(twinMtimeNs),
    source,
    size: BigInt(size),
    mtimeNs: BigInt(mtimeNs),
    version,
    flows: Number(flows),
    ...(hasRange && { range: { start: Number(start), end: Number(end) } }),
    ipv6: ipv6.split(' ').filter(Boolean),
    ...(pairs === 'column' && { pairs }),
  };
  return [name, facts];
}

/** The index of a directory; undefined if there is none, or it is no such file or not whole. */
export function readRangeIndex(directory: string): RangeIndex | undefined {
  const path = rangeIndexPath(directory);
  if (path === undefined) return undefined;
  let lines: string[];
  try {
    lines = readFileSync(path, 'utf8').split('\n');
  } catch {
    return undefined;
  }
  const head = parseHead(lines[0] ?? '');
  if (head?.count !== lines.length - 2) return undefined;
  const index = new Map<string, TwinFacts>();
  for (const line of lines.slice(1, -1)) {
    const entry = parseEntry(line);
    if (!entry) return undefined;
    index.set(...entry);
  }
  return index;
}

/** Where `index is settled`, a look at the directory's time tells that no name has been added or replaced since. */
interface Summary extends Head {
  readonly state: 'settled' | 'outdated';
}

function readSummary(directory: string): Summary | undefined {
  const path = rangeIndexPath(directory);
  if (path === undefined) return undefined;
  try {
    const now = statSync(directory, { bigint: true }).mtimeNs;
    const file = openSync(path, 'r');
    try {
      const octets = Buffer.alloc(HEAD);
      const text = octets.toString('utf8', 0, readSync(file, octets, 0, HEAD, 0));
      const head = parseHead(text.slice(0, text.indexOf('\n')));
      if (!head) return undefined;
      const written = fstatSync(file, { bigint: true }).mtimeNs;
      const isSettled = head.mtimeNs === now && written - now > COARSEST_NS;
      return { ...head, state: isSettled ? 'settled' : 'outdated' };
    } finally {
      closeSync(file);
    }
  } catch {
    return undefined;
  }
}

/** What can be told about a directory's twins from the first line of its index: 30 µs a directory. */
export function readIndexSummary(directory: string, before: Ms): 'all flows begin later' | 'not known' {
  const summary = readSummary(directory);
  const isSure = summary?.state === 'settled' && summary.has === 'files' && summary.leastStart >= before;
  return isSure ? 'all flows begin later' : 'not known';
}

/** Whether the index says all there is to say. */
export function isIndexSettled(directory: string): boolean {
  return readSummary(directory)?.state === 'settled';
}

/**
 * Writes a directory's index, if this process may, and unless another one writes it or names have come or gone since the
 * twins were looked at. Nothing is lost where it is not written.
 */
export function writeRangeIndex(directory: string, index: RangeIndex): void {
  const path = rangeIndexPath(directory);
  if (path === undefined) return;
  const unfinished = `${path}.tmp`;
  try {
    const { mtimeNs } = statSync(directory, { bigint: true });
    const entries = readdirSync(directory, { withFileTypes: true });
    const twins = entries.filter(({ name }) => twinBaseName(name) !== undefined);
    if (twins.length !== index.size || !twins.every(({ name }) => index.has(name))) return;
    const has = entries.some((entry) => !entry.isFile()) ? 'directories' : 'files';
    const starts = [...index.values()].map(({ range }) => range?.start ?? Infinity);
    const head = { mtimeNs, has, count: index.size, leastStart: starts.reduce((a, b) => Math.min(a, b), Infinity) };
    const lines = [headText(head as Head), ...[...index].map(([name, facts]) => entryText(name, facts))];
    removeAbandoned(unfinished);
    writeFileSync(unfinished, `${lines.join('\n')}\n`, { flag: 'wx' });
    renameSync(unfinished, path);
  } catch {
    // a directory that only others may write to, a full disk, another writer
  }
}

function removeAbandoned(path: string): void {
  const status = statSync(path, { throwIfNoEntry: false });
  if (status && Date.now() - status.mtimeMs > ABANDONED_MS) rmSync(path, { force: true });
}
