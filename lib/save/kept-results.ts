/**
 * Results as they were shown, kept for a while: who saves a report saves what he sees, though flows have come or gone since.
 * They lie in the work directory, under numbers that nobody guesses.
 */
import { closeSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import type { Configuration } from '../config/configuration.js';
import type { Ms } from '../flow/time.js';
import { decodeDocument, encodeDocument } from './document-file.js';
import type { ReportDocument } from './report-document.js';
import { SaveDirectory, type SaveFile } from './save-directory.js';
import { SaveError } from './save-error.js';

const ID = /^[\da-f]{32}$/;
const ENDING = '.result';

/** As long as the original kept its work files. */
const LONGEST_MS = 2 * 86_400_000;
const MOST = 500;
const MOST_OCTETS = 256 * 1_048_576;
/** Files beyond a limit that are waited for before any is removed, so that not every page must look at all. */
const SLACK = 50;

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

  /** @throws DirectoryError */
  keep(id: string, document: ReportDocument, now: Ms): void {
    // after a crash the result is asked for anew, as one that is not kept any more
    this.#directory.write(id + ENDING, encodeDocument(document, '', now, 'passing'), 'replace', 'passing');
    this.#prune(now);
  }

  /** @returns undefined if it is not kept any more */
  get(id: string): ReportDocument | undefined {
    if (!ID.test(id)) return undefined;
    try {
      return decodeDocument(this.#directory.read(id + ENDING, MOST_OCTETS)).document;
    } catch (error) {
      if (error instanceof SaveError) return undefined;
      throw error;
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
