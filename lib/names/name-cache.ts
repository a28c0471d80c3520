/** What name servers said, kept for as long as they allow, in one LMDB file that many processes use at once. */
import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { RootDatabase } from 'lmdb';

/** What has been looked up: each has its own kind of key, and one text as its value. */
export type LookUpKind =
  /** Host name of an address. */
  | 'host'
  /** Registration of an AS number. */
  | 'as'
  /** Registration of the network that an address belongs to. */
  | 'origin';

export interface LookUp {
  readonly kind: LookUpKind;
  /** An address in its usual form, or an AS number. */
  readonly key: string;
}

/** `value` is undefined where there is none. */
export interface CacheEntry {
  readonly value: string | undefined;
  /** ms since 1970. */
  readonly expires: number;
}

/** Where the cache is, below the work directory. */
export const CACHE_FILE = 'names.mdb';

/** Most entries: with the longest names some 100 MB, usually a tenth of it. */
const MOST_ENTRIES = 200_000;

/** Users of the web server and of cron may differ; others have no business here. */
const MODE = 0o660;

/**
 * Room for all entries, in octets; only what is used is on the disk. A map that grows while others write fails in them.
 */
const MAP_SIZE = 256 * 1024 * 1024;

/** Pages that read at once; the file of locks has 64 octets for each. */
const MOST_READERS = 512;

const idOf = ({ kind, key }: LookUp): string => `${kind}:${key}`;

function lookUpOf(id: string): LookUp | undefined {
  const [, kind, key = ''] = /^(host|as|origin):(.+)$/.exec(id) ?? [];
  return kind === 'host' || kind === 'as' || kind === 'origin' ? { kind, key } : undefined;
}

/** An entry as it is stored: `expires` and, where there is a value, a blank and the value. */
function encode({ value, expires }: CacheEntry): string {
  return value === undefined ? String(expires) : `${expires} ${value}`;
}

function decode(stored: unknown): CacheEntry | undefined {
  const [, expires, value] = typeof stored === 'string' ? (/^(\d{1,15})(?: ([^]*))?$/.exec(stored) ?? []) : [];
  return expires === undefined ? undefined : { value, expires: Number(expires) };
}

/**
 * Loads the data base, which takes 50 ms: beforehand where there is time to spare.
 * `require` gives the package in one file.
 */
export function loadCache(): typeof import('lmdb') {
  // the types of a required module are not known to the compiler; these are the package's own
  return createRequire(import.meta.url)('lmdb') as typeof import('lmdb');
}

/** Places in the two pages at the file's beginning, of which the one with the later transaction counts. */
const META = { pages: [0, 4096], magic: 24, pageSize: 48, roots: [88, 136], transaction: 152, end: 160 } as const;
const MAGIC = 0xbeefc0de;
const NO_PAGE = 0xffff_ffff_ffff_ffffn;

/**
 * Whether LMDB can open the file: it ends the process at one that is no data base.
 * A file that is missing or empty becomes one.
 */
function isDatabase(file: string): boolean {
  if (!existsSync(file)) return true;
  const descriptor = openSync(file, 'r');
  try {
    const octets = Buffer.alloc(META.pages[1] + META.end);
    const length = readSync(descriptor, octets, 0, octets.length, 0);
    if (length < octets.length) return length === 0;
    const { size } = fstatSync(descriptor); // now: others write, and a page is in the file before these two name it
    if (META.pages.some((page) => octets.readUInt32LE(page + META.magic) !== MAGIC)) return false;
    const transaction = (page: number): bigint => octets.readBigUInt64LE(page + META.transaction);
    const [first, second] = META.pages;
    const latest = transaction(first) > transaction(second) ? first : second;
    const pages = BigInt(Math.floor(size / (octets.readUInt32LE(latest + META.pageSize) || 1)));
    const roots = META.roots.map((place) => octets.readBigUInt64LE(latest + place));
    return roots.every((root) => root === NO_PAGE || root < pages); // else a part was cut off
  } finally {
    closeSync(descriptor);
  }
}

export class NameCache {
  readonly #entries: RootDatabase<string, string>;
  readonly #most: number;

  private constructor(entries: RootDatabase<string, string>, most: number) {
    this.#entries = entries;
    this.#most = most;
  }

  /**
   * Opens the cache of a directory; makes the file if there is none yet.
   * @param most entries it may have
   * @throws the system's or LMDB's error, and an Error at a file that is damaged
   */
  static open(directory: string, most = MOST_ENTRIES): NameCache {
    if (!existsSync(directory)) throw new Error(`there is no directory ${directory}`); // lmdb would make it
    const path = join(directory, CACHE_FILE);
    if (!isDatabase(path)) throw new Error(`${path} is damaged: delete it`);
    const options = { path, encoding: 'string', mapSize: MAP_SIZE, maxReaders: MOST_READERS } as const;
    return new NameCache(loadCache().open<string, string>({ ...options, ...{ permissionsMode: MODE } }), most);
  }

  /** Opens the cache if its file is there. */
  static openExisting(directory: string): NameCache | undefined {
    return existsSync(join(directory, CACHE_FILE)) ? NameCache.open(directory) : undefined;
  }

  /** What is known and has not expired. */
  get(lookUp: LookUp, now: number): CacheEntry | undefined {
    const entry = decode(this.#entries.get(idOf(lookUp)));
    return entry && entry.expires > now ? entry : undefined;
  }

  /** Keeps entries, all at once; makes room where there are too many. */
  put(entries: Iterable<readonly [LookUp, CacheEntry]>, now: number): void {
    // synchronous ones, because asynchronous ones end the process where they fail
    this.#entries.transactionSync(() => {
      for (const [lookUp, entry] of entries) this.#entries.putSync(idOf(lookUp), encode(entry));
    });
    if (this.#count() > this.#most) this.#makeRoom(now);
  }

  /** Every entry of some kinds, in the order of their keys, expired ones too. */
  *list(kinds: readonly LookUpKind[]): Generator<readonly [LookUp, CacheEntry]> {
    for (const { key, value } of this.#entries.getRange()) {
      const lookUp = lookUpOf(String(key));
      const entry = decode(value);
      if (lookUp && entry && kinds.includes(lookUp.kind)) yield [lookUp, entry];
    }
  }

  /** @returns how many of them were there */
  remove(lookUps: Iterable<LookUp>): number {
    const ids = Array.from(lookUps, idOf).filter((id) => this.#entries.doesExist(id));
    this.#removeAll(ids);
    return ids.length;
  }

  async close(): Promise<void> {
    await this.#entries.close();
  }

  #count(): number {
    // lmdb does not say what its statistics hold
    const { entryCount } = this.#entries.getStats() as { readonly entryCount: number };
    return entryCount;
  }

  /** Removes what has expired and, if that is not a quarter, what expires first. */
  #makeRoom(now: number): void {
    const all = Array.from(this.#entries.getRange(), ({ key, value }) => ({
      key: String(key),
      expires: decode(value)?.expires ?? 0,
    })).sort((one, other) => one.expires - other.expires);
    const expired = all.findIndex(({ expires }) => expires > now);
    const surplus = Math.max(expired < 0 ? all.length : expired, all.length - Math.floor(this.#most * 0.75));
    this.#removeAll(all.slice(0, surplus).map(({ key }) => key));
  }

  #removeAll(ids: readonly string[]): void {
    this.#entries.transactionSync(() => {
      for (const id of ids) this.#entries.removeSync(id);
    });
  }
}
