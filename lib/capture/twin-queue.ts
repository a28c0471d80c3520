/** Makes the twins of files as they are closed: one flow-parquet at a time, of low priority, so that DuckDB stays out of the capture. */
import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { Log } from './limited-log.js';
import { goAlong } from './priority.js';
import { isPlaceForTwins } from './twin-place.js';

/** `auto` makes twins where {@link isPlaceForTwins} says so. */
export const TWIN_MODES = ['yes', 'no', 'auto'] as const;
export type TwinMode = (typeof TWIN_MODES)[number];

const PROGRAM = fileURLToPath(new URL('../../bin/flow-parquet', import.meta.url));
/** A burst that is longer has further children. */
const MOST_FILES = 96;

/** Never throws and never waits; what fails is logged, and left to the next flow-parquet of cron. */
export class TwinQueue {
  #waiting: string[] = [];
  #running = false;

  /**
   * @param directory working directory of the capture, absolute
   * @param onEnded told the files that a child was given
   */
  constructor(
    private readonly directory: string,
    private readonly mode: TwinMode,
    private readonly log: Log,
    private readonly onEnded: (paths: readonly string[]) => void,
    private readonly program: readonly [string, ...string[]] = [process.execPath, PROGRAM],
  ) {}

  /** Files that wait. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** @param path of a closed file */
  add(path: string): void {
    if (this.mode === 'no') return;
    if (this.mode === 'auto' && !isPlaceForTwins(this.directory)) return;
    this.#waiting.push(path);
    this.#next();
  }

  /** Hands what is left to a child that goes on when this process ends. */
  close(): void {
    while (this.#waiting.length > 0) this.#start();
  }

  #next(): void {
    if (!this.#running && this.#waiting.length > 0) this.#start();
  }

  #start(): void {
    const paths = this.#waiting.splice(0, MOST_FILES);
    const [command, ...args] = this.program;
    this.#running = true;
    const child = spawn(command, [...args, '--', ...paths], {
      cwd: this.directory,
      detached: true, // a signal that ends the capture at a terminal is not meant for it
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    if (child.pid !== undefined) goAlong(child.pid); // it goes behind others by itself
    const said = this.#logged(child);
    let isOver = false;
    const ended = (how?: string): void => {
      if (isOver) return;
      isOver = true;
      if (how !== undefined && said.lines === 0) this.log(`cannot make twins: flow-parquet ${how}`);
      this.#running = false;
      this.onEnded(paths);
      this.#next();
    };
    child.on('error', (error) => {
      ended(`cannot be started: ${error.message}`);
    });
    child.on('close', (status, signal) => {
      ended(status === 0 ? undefined : `ended with ${signal ?? `status ${status ?? 'unknown'}`}`);
    });
    child.unref();
  }

  #logged({ stderr }: ChildProcess): { lines: number } {
    const said = { lines: 0 };
    if (!stderr) return said;
    createInterface({ input: stderr }).on('line', (line) => {
      said.lines++;
      this.log(line);
    });
    // what spawn makes of a pipe; it must not keep the capture from ending
    (stderr as Readable & { unref?: () => void }).unref?.();
    return said;
  }
}
