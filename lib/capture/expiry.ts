/** Deletes the oldest files so that the newest fit (reference section 4.8). A columnar twin counts with its file, and goes with it. */
import { rm, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Ms } from '../flow/time.js';
import { parseHeader } from '../ftfile/parse-header.js';
import { readHeader } from '../ftfile/reader.js';
import type { FlowFileHeader } from '../ftfile/header.js';
import { findTwin, flowFilesAndTwins } from '../store/twin/find.js';
import { readFooter } from '../store/twin/footer.js';
import { removeTwin } from '../store/twin/remove.js';
import type { Log } from './limited-log.js';

export interface ExpiryLimits {
  /** Most closed files; 0 = any number. */
  readonly files: number;
  /** Most octets of all files and their twins, the one in progress included; 0 = any number. */
  readonly octets: number;
  /** `'report'` deletes nothing and says what it would delete. */
  readonly mode: 'delete' | 'report';
}

/** A closed file; `path` as it is to be logged and deleted. */
export interface Kept {
  readonly path: string;
  readonly start: Ms;
  /** Octets of the file; 0 if only its twin is left. */
  readonly size: number;
  readonly twin?: { readonly path: string; readonly size: number };
}

const older = (one: Kept, other: Kept) => one.start - other.start || (one.path < other.path ? -1 : 1);

const octetsOf = ({ size, twin }: Kept): number => size + (twin?.size ?? 0);

async function twinOf(path: string): Promise<Pick<Kept, 'twin'>> {
  const twin = await findTwin(path);
  const size = twin !== undefined && (await stat(twin).catch(() => undefined))?.size;
  return twin !== undefined && typeof size === 'number' ? { twin: { path: twin, size } } : {};
}

export class Expiry {
  readonly #files = new Map<string, Kept>();
  readonly #reported = new Set<string>();
  #octets = 0;
  #running = false;

  constructor(
    private readonly limits: ExpiryLimits,
    private readonly log: Log,
  ) {}

  /** Reads the headers of all files below a directory; those in progress (`tmp-…`) do not count. */
  async load(directory: string, signal: AbortSignal): Promise<void> {
    if (this.limits.files === 0 && this.limits.octets === 0) return;
    for await (const { path, name, twin } of flowFilesAndTwins(directory)) {
      if (signal.aborted) return;
      if (basename(path).startsWith('tmp') || basename(path).startsWith('.')) continue;
      if (name === 'other') this.log(`ignoring: ${path}`);
      else await this.#read(path, twin);
    }
    if (this.limits.mode === 'report')
      for (const file of [...this.#files.values()].sort(older))
        this.log(`name=${file.path}  size=${octetsOf(file)}  time=${Math.floor(file.start / 1000)}`);
  }

  /** @param twin given where there is no row file */
  async #read(path: string, twin: string | undefined): Promise<void> {
    try {
      const header: FlowFileHeader =
        twin === undefined ? await readHeader(path) : parseHeader((await readFooter(twin)).header, twin);
      const size = twin === undefined ? (await stat(path)).size : 0;
      const { captureStart = 0 } = header;
      this.add({ path, start: captureStart * 1000, size, ...(await twinOf(path)) });
    } catch (error) {
      this.log(`ignoring: ${path}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  /** Takes a file that was closed. */
  add(file: Kept): void {
    this.#forget(file.path);
    this.#files.set(file.path, file);
    this.#octets += octetsOf(file);
  }

  /** Counts the twin that a file has got meanwhile. */
  async twinned(path: string): Promise<void> {
    const twin = await twinOf(path);
    const file = this.#files.get(path);
    if (file) this.add({ ...file, ...twin });
  }

  /**
   * Deletes what exceeds the limits, oldest first. A file that cannot be deleted is logged and counts no more.
   * @param inProgress octets of the file being written
   */
  async enforce(inProgress: number): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    try {
      for (const { file, rule } of this.#excess(inProgress)) await this.#remove(file, rule);
    } finally {
      this.#running = false;
    }
  }

  #forget(path: string): void {
    const file = this.#files.get(path);
    if (file) this.#octets -= octetsOf(file);
    this.#files.delete(path);
  }

  /** The files that have to go, and whether their number (1) or their size (2) asks for it. */
  #excess(inProgress: number): { file: Kept; rule: 1 | 2 }[] {
    const { files, octets } = this.limits;
    let count = this.#files.size;
    let size = this.#octets + inProgress;
    const isTooMany = () => files > 0 && count > files;
    const isTooLarge = () => octets > 0 && size > octets;
    if (!isTooMany() && !isTooLarge()) return [];
    const excess: { file: Kept; rule: 1 | 2 }[] = [];
    for (const file of [...this.#files.values()].sort(older)) {
      if (!isTooMany() && !isTooLarge()) break;
      excess.push({ file, rule: isTooMany() ? 1 : 2 });
      count--;
      size -= octetsOf(file);
    }
    return excess;
  }

  async #remove({ path }: Kept, rule: 1 | 2): Promise<void> {
    if (this.limits.mode === 'report') {
      if (!this.#reported.has(path)) this.log(`remove/${rule} ${path}`);
      this.#reported.add(path);
      return;
    }
    this.#forget(path);
    try {
      await rm(path, { force: true });
      const twin = await findTwin(path); // one that was made elsewhere meanwhile goes as well
      if (twin !== undefined) await removeTwin(twin);
      this.log(`remove/${rule} ${path}`);
    } catch (error) {
      this.log(`cannot remove ${path}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}
