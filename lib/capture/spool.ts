/** The files of a capture, one after the other; keeps what arrives through a rotation and a full disk. */
import type { FlowBatch } from '../flow/batch.js';
import type { Ms } from '../flow/time.js';
import { CaptureFile, type FileCounters, type FileSettings } from './capture-file.js';
import type { ExportVersion } from '../flow/version.js';
import type { LimitedLog } from './limited-log.js';
import { Relief } from './relief.js';

export interface SpoolSettings extends Omit<FileSettings, 'version' | 'levelFor'> {
  /** Octets of records that may wait for the disk; default 256 MiB: more than a second of the fastest exporters, because disks pause. What comes when that is reached is dropped. */
  readonly mostWaiting?: number;
}

/** What a file said at its end. */
export interface ClosedFile {
  readonly path: string;
  readonly start: Ms;
  readonly size: number;
  readonly flows: number;
}

const MOST_WAITING = 256 * 2 ** 20;
/** With a turn every second a record is readable within five seconds. */
const FLUSH_AFTER: Ms = 3000;

/**
 * Never throws and never blocks. Nothing is opened before `begin`. Records that come before a file is open are held; while the next file of a rotation
 * is being opened the current one goes on; a file that is being closed is finished in the background. `turn` has to be
 * called about once a second.
 */
export class Spool {
  /** Records that could not be kept. */
  dropped = 0;
  #current: CaptureFile | undefined;
  #opening: Promise<void> | undefined;
  #wanted: 'file' | 'next file' | 'nothing' = 'nothing';
  #version: ExportVersion | undefined;
  readonly #closing = new Map<CaptureFile, Promise<void>>();
  #held: FlowBatch[] = [];
  #heldOctets = 0;
  /** Counted while no file is open. */
  #counters: FileCounters = { lost: 0, corrupt: 0, resets: 0 };
  readonly #relief: Relief;

  /**
   * @param onClosed called when a file has its final name
   * @param onFull called about once a second while the disk refuses to take more
   */
  constructor(
    private readonly settings: SpoolSettings,
    private readonly log: LimitedLog,
    private readonly now: () => Ms,
    private readonly onClosed: (file: ClosedFile) => void,
    private readonly onFull: () => void,
  ) {
    this.#relief = new Relief(settings.level, (text) => {
      log.say('compression', text);
    });
  }

  /** Records that were compressed less than asked. */
  get lessCompressed(): number {
    return this.#relief.flows;
  }

  /** Octets of records that the disk has not taken yet. */
  get waiting(): number {
    return this.#waiting();
  }

  /** The file in progress. */
  get current():
    { readonly path: string; readonly start: Ms; readonly size: number; readonly flows: number } | undefined {
    return this.#current;
  }

  /** Opens the first file. Records of another version must not come afterwards. */
  begin(version: ExportVersion): void {
    this.#version = version;
    this.#wanted = 'file';
    this.#open();
  }

  /** Ends the file, and begins one of another version with what comes now. */
  change(version: ExportVersion): void {
    this.#version = version;
    if (this.#current) this.#close(this.#current);
    this.#current = undefined;
    this.#open();
  }

  append(batch: FlowBatch): void {
    if (this.#waiting() >= (this.settings.mostWaiting ?? MOST_WAITING)) {
      this.dropped += batch.count;
      this.log.say('dropped', `dropped ${batch.count} records: the disk does not take them`);
    } else if (this.#current) {
      this.#current.append(batch, this.now());
    } else {
      this.#held.push({ ...batch, bytes: batch.bytes.slice() });
      this.#heldOctets += batch.bytes.length;
    }
  }

  /** Adds to a counter of the current file's header. */
  count(counter: keyof FileCounters, by: number): void {
    (this.#current?.counters ?? this.#counters)[counter] += by;
  }

  /** Begins a new file, as soon as it can be opened. */
  rotate(): void {
    if (this.#wanted === 'nothing') return;
    this.#wanted = 'next file';
    this.#open();
  }

  /** Flushes what is due, and tries again what the disk refused. */
  turn(): void {
    this.#open();
    this.#relief.turn(this.now());
    const files = this.#current ? [this.#current, ...this.#closing.keys()] : [...this.#closing.keys()];
    for (const file of files) {
      if (!file.error) continue;
      this.log.say('disk', `cannot write ${file.path}: ${file.error.message}`);
      this.onFull();
      file.retry();
    }
    const since = this.#current?.unflushedSince;
    if (since !== undefined && this.now() - since >= FLUSH_AFTER) this.#current?.flush();
  }

  /**
   * Finishes all files.
   * @param patience ms to wait for a disk that refuses; then what is not written is dropped, and the file stays `tmp-…`
   */
  async close(patience: Ms): Promise<void> {
    this.#wanted = 'nothing';
    await this.#opening;
    if (this.#held.length > 0) {
      this.#wanted = 'file'; // they have another version than the file that was being opened
      this.#open();
      await this.#opening;
      this.#wanted = 'nothing';
    }
    if (this.#current) this.#close(this.#current);
    this.#current = undefined;
    this.dropped += this.#held.reduce((sum, { count }) => sum + count, 0);
    const retries = setInterval(() => {
      for (const file of this.#closing.keys()) file.retry();
    }, 200);
    const limit = setTimeout(() => {
      for (const file of this.#closing.keys()) file.abandon();
    }, patience);
    await Promise.all(this.#closing.values());
    clearInterval(retries);
    clearTimeout(limit);
    this.#relief.turn(this.now());
    this.#relief.end();
  }

  #waiting(): number {
    let octets = this.#heldOctets + (this.#current?.waiting ?? 0);
    for (const file of this.#closing.keys()) octets += file.waiting;
    return octets;
  }

  /** Opens the file that is wanted, unless that is under way; an error leaves it wanted. */
  #open(): void {
    const version = this.#version;
    const wanted = this.#wanted;
    if (!version || wanted === 'nothing' || this.#opening || (wanted === 'file' && this.#current)) return;
    const { levelFor } = this.#relief;
    this.#wanted = 'file'; // and what is wanted meanwhile is one more
    this.#opening = CaptureFile.create({ ...this.settings, levelFor, version }, this.now(), this.#counters).then(
      (file) => {
        this.#opening = undefined;
        this.#begin(file);
        this.#open();
      },
      (error: unknown) => {
        this.#opening = undefined;
        if (this.#wanted !== 'nothing') this.#wanted = wanted;
        this.log.say('open', `cannot create a file: ${error instanceof Error ? error.message : String(error)}`);
        this.onFull();
      },
    );
  }

  #begin(file: CaptureFile): void {
    if (this.#current) this.#close(this.#current);
    this.#current = file;
    Object.assign(file.counters, this.#counters);
    this.#counters = { lost: 0, corrupt: 0, resets: 0 };
    for (const batch of this.#held) if (batch.layout.version === file.version) file.append(batch, this.now());
    const others = this.#held.filter(({ layout }) => layout.version !== file.version);
    const isLate = file.version !== this.#version; // it changed while the file was opened: the others are for the next
    this.#held = isLate ? others : [];
    this.#heldOctets = this.#held.reduce((octets, { bytes }) => octets + bytes.length, 0);
    if (isLate) {
      this.#close(file);
      this.#current = undefined;
    } else {
      this.dropped += others.reduce((sum, { count }) => sum + count, 0);
    }
  }

  #close(file: CaptureFile): void {
    const { start, flows } = file;
    const closed = file
      .close(this.now())
      .then(
        (path) => {
          this.onClosed({ path, start, size: file.size, flows });
        },
        (error: unknown) => {
          const why = error instanceof Error ? error.message : String(error);
          this.log.say('close', `${file.path} stays as it is, the next start will complete it: ${why}`);
        },
      )
      .finally(() => this.#closing.delete(file));
    this.#closing.set(file, closed);
  }
}
