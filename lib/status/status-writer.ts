/** Writes the status file of a daemon and its metrics, again and again, until it ends. */
import { rmSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { metricsOf, type Program, type Values } from './metrics.js';
import { prometheusText } from './prometheus.js';
import { statusText, type Numbers, type Status } from './status.js';

type Ms = number;

/** Between two writings. */
const EVERY: Ms = 15_000;
/** What counts as lately, and how many counts of it are kept. */
const LATELY: Ms = 3_600_000;
const COUNTS = 60;

export interface StatusOptions<P extends Program> {
  readonly program: P;
  /** The status file; absent for none. */
  readonly file?: string;
  /** Directory for metrics, that of node_exporter; absent for none. */
  readonly metrics?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly values: () => Values<P>;
  /** Takes one line; told once until it works again. */
  readonly log: (line: string) => void;
  readonly now?: () => Ms;
}

interface Count {
  readonly at: Ms;
  readonly values: Numbers;
}

/** Letters that no file system and no shell minds. */
const plain = (text: string): string => text.replaceAll(/[^\w.-]+/g, '_').replace(/^[_.]+/, '');

/** A file there as a whole or not at all; not synced, because after a crash it says nothing anyway. */
async function replace(path: string, text: string, mode: number): Promise<void> {
  const temporary = `${path}.new`; // each file has one writer; node_exporter reads only *.prom
  await rm(temporary, { force: true });
  const file = await open(temporary, 'wx', mode);
  try {
    await file.writeFile(text);
    await file.chmod(mode); // whatever the umask
  } finally {
    await file.close();
  }
  await rename(temporary, path);
}

/** Neither throws nor keeps the process alive; what cannot be written is logged. */
export class StatusWriter<P extends Program> {
  readonly #now: () => Ms;
  readonly #started: Ms;
  readonly #places: readonly { readonly path: string; readonly text: (status: Status) => string; mode: number }[];
  #counts: Count[] = [];
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();
  #failed = false;

  constructor(private readonly options: StatusOptions<P>) {
    const { program, file, metrics, labels, now = Date.now } = options;
    this.#now = now;
    this.#started = now();
    const name = ['flowviewer', program, ...Object.values(labels)].map(plain).join('.');
    this.#places = [
      ...(file === undefined ? [] : [{ path: file, text: statusText, mode: 0o640 }]),
      ...(metrics === undefined ? [] : [{ path: join(metrics, `${name}.prom`), text: prometheusText, mode: 0o644 }]),
    ];
  }

  /** Writes now and from now on. */
  start(): this {
    void this.write();
    this.#timer = setInterval(() => void this.write(), EVERY).unref();
    return this;
  }

  /** Writes now; resolves when it is written, or was logged that it cannot be. */
  write(): Promise<void> {
    this.#writing = this.#writing.then(() => this.#write());
    return this.#writing;
  }

  /** Removes the files: who ends in good order leaves nothing behind. */
  async end(): Promise<void> {
    clearInterval(this.#timer);
    await this.#writing;
    for (const { path } of this.#places)
      try {
        rmSync(path, { force: true });
      } catch {
        // it could not be written either
      }
  }

  async #write(): Promise<void> {
    if (this.#places.length === 0) return;
    const status = this.#status();
    const problems: string[] = [];
    for (const { path, text, mode } of this.#places)
      try {
        await replace(path, text(status), mode);
      } catch (error) {
        problems.push(`cannot write the status ${path}: ${error instanceof Error ? error.message : String(error)}`);
      }
    if (!this.#failed) for (const problem of problems) this.options.log(problem);
    this.#failed = problems.length > 0;
  }

  #status(): Status {
    const { program, labels } = this.options;
    const now = this.#now();
    const all = Object.entries<number | undefined>(this.options.values());
    const values = Object.fromEntries(all.filter((entry): entry is [string, number] => entry[1] !== undefined));
    return {
      program,
      pid: process.pid,
      started: this.#started,
      written: now,
      every: EVERY / 1000,
      labels,
      values,
      recent: this.#recent(now, values),
    };
  }

  /** Growth of the counters since the oldest count of the last hour. Counters that fell have begun anew. */
  #recent(now: Ms, values: Numbers): Status['recent'] {
    const counters = metricsOf(this.options.program).flatMap(([key, { kind }]) => (kind === 'counter' ? [key] : []));
    // a clock that was set back makes the counts of the future useless
    this.#counts = this.#counts.filter(({ at }) => at <= now && now - at <= LATELY);
    const [first = { at: this.#started, values: {} }] = this.#counts;
    const last = this.#counts.at(-1);
    if (!last || now - last.at >= LATELY / COUNTS) this.#counts.push({ at: now, values });
    const grown = counters.flatMap((key): [string, number][] => {
      const [before = 0, after] = [first.values[key], values[key]];
      return after === undefined ? [] : [[key, after >= before ? after - before : after]];
    });
    return { since: Math.min(first.at, now), values: Object.fromEntries(grown) };
  }
}
