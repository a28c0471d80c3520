/** One file of the capture: begun as `tmp-…`, published as `ft-…`. */
import { link, lstat, mkdir, open, rename, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { FlowBatch } from '../flow/batch.js';
import type { Ms } from '../flow/time.js';
import type { ExportVersion } from '../flow/version.js';
import type { ByteOrder } from '../ftfile/header.js';
import { flowFileName, nestingDirectory, type FileState, type NestingLevel } from '../ftfile/names.js';
import { startWriter, type FlowWriter, type WriterOptions } from '../ftfile/writer.js';
import { patientSink, type PatientSink } from './patient-sink.js';

export interface FileSettings {
  /** Working directory, absolute. */
  readonly directory: string;
  readonly version: ExportVersion;
  readonly byteOrder: ByteOrder;
  /** zlib level, 0 = not compressed. */
  readonly level: number;
  /** The level for one block, as of `WriterOptions`. */
  readonly levelFor?: WriterOptions['levelFor'];
  readonly nesting: NestingLevel;
  readonly comment?: string;
}

/** What a file's header counts beside the records. */
export interface FileCounters {
  lost: number;
  corrupt: number;
  resets: number;
}

/** Begins the names of files that are no flow files yet: with none of their prefixes, so that nobody reads them. */
export const SCRATCH = '.unfinished-';

/** A name that is taken makes the next second's be tried, so often. */
const MOST_NAMES = 600;

const SECOND: Ms = 1000;

async function exists(path: string): Promise<'there' | 'not there'> {
  try {
    await lstat(path);
    return 'there';
  } catch {
    return 'not there';
  }
}

function isTaken(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'EEXIST';
}

/**
 * Gives a file its name, and never one that is taken: then the next free second's. Works on file systems without hard
 * links too, though there another process could take the name in between.
 * @param from path of the file
 * @param name makes the path for a start time
 * @returns the path it got
 * @throws Error of the system
 */
export async function publish(from: string, start: Ms, name: (start: Ms) => string): Promise<string> {
  for (let attempt = 0; attempt < MOST_NAMES; attempt++) {
    const path = name(start + attempt * SECOND);
    try {
      await link(from, path);
      await rm(from);
    } catch (error) {
      if (isTaken(error)) {
        if (!(await isSame(from, path))) continue;
        await rm(from); // published before the process was killed
        return path;
      }
      if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'].includes((error as NodeJS.ErrnoException).code ?? ''))
        throw error;
      if ((await exists(path)) === 'there') continue;
      await rename(from, path);
    }
    await syncDirectory(dirname(path));
    return path;
  }
  throw new Error(`no name is free for ${from}`);
}

async function isSame(one: string, other: string): Promise<boolean> {
  const [first, second] = await Promise.all([lstat(one), lstat(other)]);
  return first.dev === second.dev && first.ino === second.ino;
}

/** Makes a new name outlive a power cut. */
async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } catch {
    // a file system that cannot: the name is there, if not for certain
  } finally {
    await directory.close();
  }
}

export class CaptureFile {
  readonly counters: FileCounters;
  /** Time of the first record that readers cannot see yet. */
  unflushedSince: Ms | undefined;
  #syncing = false;

  private constructor(
    readonly start: Ms,
    /** Where it is while it is written. */
    readonly path: string,
    private readonly settings: FileSettings,
    private readonly sink: PatientSink,
    private readonly writer: FlowWriter,
    counters: FileCounters,
  ) {
    this.counters = counters;
  }

  /**
   * Creates the file, which readers see from its provisional header on.
   * @param counters what was counted before there was a file
   * @throws Error of the system; nothing is left behind then
   */
  static async create(settings: FileSettings, now: Ms, counters: FileCounters): Promise<CaptureFile> {
    const { version, byteOrder, level, levelFor, comment } = settings;
    const start = await freeStart(settings, now);
    const path = pathOf(settings, 'open', start);
    const scratch = join(dirname(path), `${SCRATCH}${basename(path)}`);
    await rm(scratch, { force: true });
    const sink = await patientSink(scratch);
    try {
      const writer = await startWriter(sink, {
        version,
        byteOrder,
        level,
        ...(levelFor && { levelFor }),
        header: {
          captureStart: start / SECOND,
          captureEnd: 0,
          flows: 0,
          ...counters,
          hostname: hostname(),
          ...(comment !== undefined && { comment }),
        },
      });
      const begun = await publish(scratch, start, (free) => pathOf(settings, 'open', free));
      return new CaptureFile(start, begun, settings, sink, writer, { ...counters });
    } catch (error) {
      await sink.close().catch(() => undefined); // closed already if it was the header that failed
      await rm(scratch, { force: true });
      throw error;
    }
  }

  /** The version of its records. */
  get version(): ExportVersion {
    return this.settings.version;
  }

  /** Records appended. */
  get flows(): number {
    return this.writer.flows;
  }

  /** Octets on the disk. */
  get size(): number {
    return this.sink.position;
  }

  /** Octets of records that are not on their way to the disk yet. */
  get waiting(): number {
    return this.writer.waiting;
  }

  get error(): NodeJS.ErrnoException | undefined {
    return this.sink.error;
  }

  append(batch: FlowBatch, now: Ms): void {
    if (batch.count === 0) return;
    this.unflushedSince ??= now;
    this.writer.put(batch);
  }

  /** Makes what was appended visible to readers and safe from a power cut, in the background. */
  flush(): void {
    if (this.#syncing || this.unflushedSince === undefined) return;
    this.#syncing = true;
    this.unflushedSince = undefined;
    this.writer
      .sync()
      .catch(() => undefined) // only when given up
      .finally(() => (this.#syncing = false));
  }

  retry(): void {
    this.sink.retry();
  }

  /** Gives up what waits for room on the disk. `close` then rejects; the file stays behind as `tmp-…`. */
  abandon(): void {
    this.sink.abandon();
  }

  /**
   * Writes what is left and the final header, and publishes the file.
   * @returns its path
   * @throws AbandonedError, or the system's if it could not be renamed
   */
  async close(now: Ms): Promise<string> {
    await this.writer.close({ captureEnd: Math.floor(now / SECOND), ...this.counters });
    return publish(this.path, this.start, (start) => pathOf(this.settings, 'closed', start));
  }
}

function pathOf({ directory, nesting, version }: FileSettings, state: FileState, start: Ms): string {
  return join(directory, nestingDirectory(nesting, start), flowFileName({ state, version, start }));
}

/** The first second from `now` on whose two names are free; makes their directory. */
async function freeStart(settings: FileSettings, now: Ms): Promise<Ms> {
  const first = now - (now % SECOND);
  await mkdir(dirname(pathOf(settings, 'open', first)), { recursive: true, mode: 0o755 });
  for (let start = first; start < first + MOST_NAMES * SECOND; start += SECOND) {
    const names = (['open', 'closed'] as const).map((state) => exists(pathOf(settings, state, start)));
    if (!(await Promise.all(names)).includes('there')) return start;
  }
  throw new Error(`no name is free in ${dirname(pathOf(settings, 'open', first))}`);
}
