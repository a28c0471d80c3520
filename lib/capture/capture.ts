/** The capture without its socket: datagrams and the time of day in, files and log lines out. */
import { relative } from 'node:path';
import type { Ms } from '../flow/time.js';
import { Expiry, type ExpiryLimits } from './expiry.js';
import { Intake, type IntakeSettings } from './intake.js';
import { LimitedLog, type Log } from './limited-log.js';
import { completeOrphans } from './orphans.js';
import { RotationClock } from './rotation.js';
import { Spool, type ClosedFile, type SpoolSettings } from './spool.js';
import { isDue, socketLine, statisticsLines, type SocketCounters } from './statistics.js';

export interface CaptureSettings {
  readonly spool: SpoolSettings;
  readonly intake: IntakeSettings;
  /** Rotations a day minus one. */
  readonly rotations: number;
  readonly expiry: ExpiryLimits;
  /** Minutes between statistics lines; 0 = none. */
  readonly statistics: number;
}

/** What the capture needs from outside. */
export interface Surroundings {
  readonly log: Log;
  readonly now: () => Ms;
  /** Datagrams the kernel has dropped so far; undefined where it does not tell. */
  readonly kernelDrops: () => number | undefined;
  /** Called with the path, relative to the working directory, of each file that is closed. */
  readonly onClosed: (path: string) => void;
}

/** How long a disk that refuses may delay the end. */
const PATIENCE: Ms = 3000;
const SECOND: Ms = 1000;

/** `receive` and `turn` never throw; `turn` has to be called at each boundary, and about once a second. */
export class Capture {
  readonly #log: LimitedLog;
  readonly #spool: Spool;
  readonly #intake: Intake;
  readonly #expiry: Expiry;
  readonly #clock: RotationClock;
  readonly #ending = new AbortController();
  readonly #startup: Ms;
  /** Settled when the orphans of an earlier run are completed and the old files known. */
  readonly #tidied: Promise<void>;
  #statisticsAt: Ms | undefined;
  #dropsTold = 0;

  /** @param orphans files of an earlier run (`findOrphans`); they are completed in the background */
  constructor(
    private readonly settings: CaptureSettings,
    private readonly surroundings: Surroundings,
    orphans: readonly string[],
  ) {
    const { log, now } = surroundings;
    this.#log = new LimitedLog(log, now);
    this.#startup = now();
    this.#expiry = new Expiry(settings.expiry, log);
    this.#clock = new RotationClock(now(), settings.rotations);
    this.#spool = new Spool(
      settings.spool,
      this.#log,
      now,
      (file) => {
        this.#closed(file);
      },
      () => void this.#expire(),
    );
    this.#intake = new Intake(settings.intake, this.#spool, this.#log, now);
    this.#tidied = this.#tidy(orphans);
  }

  /** Datagrams received so far. */
  get datagrams(): number {
    return this.#intake.datagrams;
  }

  /** Takes one datagram from an IPv4 address, as a number. */
  receive(datagram: Uint8Array, source: number): void {
    this.#intake.receive(datagram, source);
  }

  /** Begins a new file now. */
  rotate(): void {
    this.#spool.rotate();
  }

  /** Does what the time asks for. @returns ms until the next call is needed, at most a second */
  turn(): Ms {
    const now = this.surroundings.now();
    if (this.#clock.turn(now) === 'passed') this.#spool.rotate();
    this.#spool.turn();
    void this.#tidied.then(() => this.#expire());
    this.#log.tick();
    if (isDue(now, this.settings.statistics, this.#statisticsAt)) {
      this.#statisticsAt = now;
      this.#statistics(now);
    }
    return Math.min(SECOND, Math.max(1, this.#clock.ahead(this.surroundings.now())));
  }

  /** Closes the files and says what was lost. Nothing may be received afterwards. */
  async close(): Promise<void> {
    this.#ending.abort();
    await this.#tidied;
    await this.#spool.close(PATIENCE);
    this.#log.flush();
    const now = this.surroundings.now();
    if (this.settings.statistics > 0) this.#statistics(now);
    else this.surroundings.log(socketLine(this.#time(now), this.#counters(), this.#intake.exporters.exporters()));
  }

  async #tidy(orphans: readonly string[]): Promise<void> {
    const { directory } = this.settings.spool;
    const { log } = this.surroundings;
    for (const { path } of await completeOrphans(orphans, log, this.#ending.signal))
      this.surroundings.onClosed(relative(directory, path));
    await this.#expiry.load(directory, this.#ending.signal);
  }

  async #expire(): Promise<void> {
    if (!this.#ending.signal.aborted) await this.#expiry.enforce(this.#spool.current?.size ?? 0);
  }

  #closed({ path, start, size }: ClosedFile): void {
    this.#expiry.add({ path, start, size });
    this.surroundings.onClosed(relative(this.settings.spool.directory, path));
    const drops = this.surroundings.kernelDrops() ?? 0;
    if (drops > this.#dropsTold)
      this.surroundings.log(`the kernel dropped ${drops - this.#dropsTold} datagrams for lack of receive buffer`);
    this.#dropsTold = drops;
  }

  #time(now: Ms): { now: number; startup: number } {
    return { now: Math.floor(now / SECOND), startup: Math.floor(this.#startup / SECOND) };
  }

  #statistics(now: Ms): void {
    const { exporters } = this.#intake;
    const { destination } = this.settings.intake;
    for (const line of statisticsLines(this.#time(now), exporters.exporters(), this.#counters(), destination, 0))
      this.surroundings.log(line);
  }

  #counters(): SocketCounters {
    const { datagrams, corrupt } = this.#intake;
    return { datagrams, corrupt, kernelDrops: this.surroundings.kernelDrops(), dropped: this.#spool.dropped };
  }
}
