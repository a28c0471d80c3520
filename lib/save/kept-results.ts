/**
 * Results as they were shown, kept for a while: who saves a report saves what he sees, though flows have come or gone since.
 * They lie in the work directory, under numbers that nobody guesses. A file is a line that tells which program can read it,
 * then its values as JSON, in gzip where they are many; what is to be read years later is a saved report, which is made of them.
 */
import { closeSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Configuration } from '../config/configuration.js';
import { DirectoryError } from '../config/own-directory.js';
import { softwareVersion } from '../config/software-version.js';
import type { Ms } from '../flow/time.js';
import { readValues, writeValues } from './kept-values.js';
import { SaveDirectory, type SaveFile } from './save-directory.js';

const ID = /^[\da-f]{32}$/;
const ENDING = '.result';

/** As long as the original kept its work files. */
const LONGEST_MS = 2 * 86_400_000;
const MOST = 500;
const MOST_OCTETS = 256 * 1_048_576;
/** Files beyond a limit that are waited for before any is removed, so that not every page must look at all. */
const SLACK = 50;

/** Changes when results are other values, which this program would not understand. */
const VERSION = 2;
/** Longest result that is kept without compression, in octets: most are never read again, and their pages wait for that. */
const MOST_PLAIN = 1_048_576;
/** Largest result, in octets without compression. */
const LARGEST = 512 * 1_048_576;
const BRACE = 0x7b;

const firstLine = (): string => `FlowViewer result ${VERSION}, ${softwareVersion()}\n`;

export class KeptResults {
  readonly #directory: SaveDirectory;

  constructor({ work_directory }: Configuration) {
    this.#directory = new SaveDirectory(join(work_directory, 'results'), 'work_directory');
  }

  /** A number for a result that is still to come. Every report page asks for one, and `node:crypto` takes 7 ms to load. */
  static newId(): string {
    const octets = Buffer.alloc(16);
    const source = openSync('/dev/urandom', 'r');
    try {
      if (readSync(source, octets) !== octets.length) throw new Error('/dev/urandom gives too little'); // random(4): never
    } finally {
      closeSync(source);
    }
    return octets.toString('hex');
  }

  /**
   * @param result of what {@link writeValues} takes
   * @throws DirectoryError
   */
  keep(id: string, result: object, now: Ms): void {
    const values = Buffer.from(writeValues(result));
    const body = values.length > MOST_PLAIN ? gzipSync(values, { level: 1 }) : values;
    // after a crash the result is asked for anew, as one that is not kept any more
    this.#directory.write(id + ENDING, Buffer.concat([Buffer.from(firstLine()), body]), 'replace', 'passing');
    this.#prune(now);
  }

  /** What was kept; undefined if it is not any more, is damaged, or was kept by another version of this program. */
  get(id: string): unknown {
    if (!ID.test(id)) return undefined;
    try {
      const octets = this.#directory.read(id + ENDING, MOST_OCTETS);
      const head = Buffer.from(firstLine());
      if (!octets.subarray(0, head.length).equals(head)) return undefined;
      const body = octets.subarray(head.length);
      return readValues(String(body[0] === BRACE ? body : gunzipSync(body, { maxOutputLength: LARGEST })));
    } catch (error) {
      if (error instanceof DirectoryError) throw error;
      return undefined; // the file has gone, or ends too early
    }
  }

  #prune(now: Ms): void {
    const names = this.#directory.names().filter((name) => name.endsWith(ENDING));
    if (names.length % SLACK !== 0 && names.length < MOST) return;
    const files = names.flatMap((name): SaveFile[] => [this.#directory.look(name) ?? []].flat());
    files.sort((a, b) => b.changed - a.changed);
    let octets = 0;
    for (const [place, file] of files.entries()) {
      octets += file.octets;
      const isNew = now - file.changed < LONGEST_MS;
      if (place === 0 || (isNew && place < MOST - SLACK && octets <= MOST_OCTETS)) continue;
      this.#directory.remove(file.file);
    }
  }
}
