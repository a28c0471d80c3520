/** Saved reports: results that open as they were, and those that older versions have saved. */
import { randomBytes } from 'node:crypto';
import type { Configuration } from '../config/configuration.js';
import type { Ms } from '../flow/time.js';
import { decodeDocument, decodeHead, encodeDocument, LONGEST_HEAD } from './document-file.js';
import { checkRoom } from './limits.js';
import { readName } from './name.js';
import {
  isOldReport,
  pictureDirectory,
  readOldReport,
  removeOldReport,
  type OldReport,
} from './original/old-report.js';
import type { ReportDocument, Tool } from './report-document.js';
import { SaveDirectory } from './save-directory.js';
import { SaveError } from './save-error.js';

const ENDING = '.report';
/** `20260131T120000Z-9f3a2b1c`: when it was saved, in UTC, so that file names sort as lists do. */
const OWN_ID = /^\d{8}T\d{6}Z-[\da-f]{8}$/;
/** Largest file that is read, in octets. */
const LARGEST = 128 * 1_048_576;
/** Largest picture beside a report of the original, in octets. */
const LARGEST_PICTURE = 16 * 1_048_576;
const PNG = Buffer.from('89504e470d0a1a0a', 'hex');

/** A row of the list. */
export interface SavedReport {
  /** What addresses call it. */
  readonly id: string;
  readonly name: string;
  readonly tool: Tool;
  readonly title: string;
  readonly source: string;
  /** Time span that it is about, as text. */
  readonly span: string;
  readonly saved: Ms;
  readonly octets: number;
  readonly origin: 'own' | 'original';
}

export type OpenedReport = { readonly entry: SavedReport } & (
  | { readonly origin: 'own'; readonly document: ReportDocument }
  | { readonly origin: 'original'; readonly report: OldReport }
);

function newId(now: Ms): string {
  const time = new Date(now).toISOString().replace(/[-:]|\.\d+/g, '');
  return `${time}-${randomBytes(4).toString('hex')}`;
}

export class SavedReports {
  readonly #directory: SaveDirectory;
  readonly #configuration: Configuration;

  constructor(configuration: Configuration) {
    this.#configuration = configuration;
    this.#directory = new SaveDirectory(configuration.save_directory);
  }

  #own(id: string): SavedReport | undefined {
    const file = this.#directory.look(id + ENDING);
    const head = file && decodeHead(this.#directory.read(file.file, LONGEST_HEAD));
    if (!head) return undefined;
    const { name, tool, title, source, span, saved } = head;
    return { id, name, tool, title, source, span, saved, octets: file.octets, origin: 'own' };
  }

  #old(id: string): SavedReport | undefined {
    const report = readOldReport(this.#directory, id, 'head');
    if (!report) return undefined;
    const { name, tool, title, source, span, saved } = report;
    const pictures = pictureDirectory(this.#directory, id);
    const files = [this.#directory.look(id), ...report.pictures.map((picture) => pictures.look(picture))];
    const octets = files.reduce((sum, file) => sum + (file?.octets ?? 0), 0);
    return { id, name, tool, title, source, span, saved, octets, origin: 'original' };
  }

  /**
   * Newest first; what cannot be read is left out.
   * @param most of our own that are looked at; those of older versions all are, because their names have no date
   * @throws DirectoryError
   */
  list(most = Infinity): SavedReport[] {
    const names = this.#directory.names();
    const own = names
      .filter((name) => name.endsWith(ENDING) && OWN_ID.test(name.slice(0, -ENDING.length)))
      .sort()
      .reverse()
      .slice(0, most)
      .flatMap((name) => this.#own(name.slice(0, -ENDING.length)) ?? []);
    const old = names.filter(isOldReport).flatMap((name) => this.#old(name) ?? []);
    return [...own, ...old].sort((a, b) => b.saved - a.saved || (a.id < b.id ? 1 : -1)).slice(0, most);
  }

  /** @throws SaveError `missing`, DirectoryError */
  entry(id: string): SavedReport {
    const entry = OWN_ID.test(id) ? this.#own(id) : isOldReport(id) ? this.#old(id) : undefined;
    if (entry) return entry;
    throw new SaveError('missing', 'There is no saved report at that address: it may have been removed.');
  }

  /** @throws SaveError `missing`, `damaged`; DirectoryError */
  open(id: string): OpenedReport {
    const entry = this.entry(id);
    if (entry.origin === 'own') {
      const { document } = decodeDocument(this.#directory.read(id + ENDING, LARGEST));
      return { entry, origin: 'own', document };
    }
    const report = readOldReport(this.#directory, id, 'whole');
    if (!report) throw new SaveError('damaged', 'This report of an older version cannot be read any more.');
    return { entry, origin: 'original', report };
  }

  /**
   * A picture of a report, as PNG.
   * @param name as the report's body, or its list of pictures, has it
   * @throws SaveError `missing`, `damaged`; DirectoryError
   */
  picture(id: string, name: string): Buffer {
    const opened = this.open(id);
    const octets = (): Buffer | undefined => {
      if (opened.origin === 'own') {
        const { pictures = {} } = opened.document;
        return Object.hasOwn(pictures, name) ? Buffer.from(pictures[name] ?? '', 'base64') : undefined;
      }
      const directory = pictureDirectory(this.#directory, id);
      return opened.report.pictures.includes(name) ? directory.read(name, LARGEST_PICTURE) : undefined;
    };
    const picture = octets();
    if (!picture) throw new SaveError('missing', 'The saved report has no such picture.');
    if (!picture.subarray(0, PNG.length).equals(PNG)) throw new SaveError('damaged', 'The picture is not a PNG.');
    return picture;
  }

  /**
   * Saves a result.
   * @param typed the name as it was typed; several reports may have the same, their times tell them apart
   * @throws SaveError `name`, `full`; DirectoryError
   */
  save(typed: string, document: ReportDocument, now: Ms): SavedReport {
    const content = encodeDocument(document, readName(typed), now);
    checkRoom(this.#directory, this.#configuration, ENDING, 'reports', content.length);
    for (;;) {
      const id = newId(now);
      if (this.#directory.write(id + ENDING, content, 'refuse') === 'written') return this.entry(id);
    }
  }

  /** @throws SaveError `name`, `missing`, `fixed`; DirectoryError */
  rename(id: string, typed: string): void {
    const { entry, ...opened } = this.open(id);
    const name = readName(typed);
    if (opened.origin === 'original') {
      throw new SaveError('fixed', 'Reports that older versions have saved keep their names.');
    }
    this.#directory.write(id + ENDING, encodeDocument(opened.document, name, entry.saved), 'replace');
  }

  /** @throws SaveError `missing`, DirectoryError */
  remove(id: string): void {
    const { origin } = this.entry(id);
    if (origin === 'own') this.#directory.remove(id + ENDING);
    else removeOldReport(this.#directory, id);
  }
}
