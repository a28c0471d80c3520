/** Saved filters: a name, and the form without its time span as a query string. */
import type { Configuration } from '../config/configuration.js';
import type { Ms } from '../flow/time.js';
import { checkRoom } from './limits.js';
import { fileStem, readName } from './name.js';
import { parseParameterSet, parameterSetQuery } from './original/parameter-set.js';
import { isFilterCollection, readFilterCollection } from './original/filter-collection.js';
import { SaveDirectory } from './save-directory.js';
import { SaveError } from './save-error.js';

const FORMAT = 'FlowViewer saved filter';
const VERSION = 1;
const ENDING = '.filter';
/** Files of the original (reference section 6.4). */
const OLD_ENDING = '.svf';
/** Largest file of a filter, in octets: lists of many thousand addresses. */
const LARGEST = 4 * 1_048_576;

export interface SavedFilter {
  /** What addresses call it. */
  readonly id: string;
  readonly name: string;
  /** The form's fields, without times. */
  readonly query: string;
  readonly saved: Ms;
  /** `original`: a file of FlowViewer 4 or older. */
  readonly origin: 'own' | 'original';
}

const TIMES = ['start_date', 'start_time', 'end_date', 'end_time', 'range', 'offset'] as const;

/** A form's query without its time span: filters are saved without (reference section 1.6). */
export function withoutTimes(query: URLSearchParams): URLSearchParams {
  const rest = new URLSearchParams(query);
  for (const name of TIMES) rest.delete(name);
  return rest;
}

function readOwn(id: string, octets: Buffer): SavedFilter | undefined {
  try {
    const value = JSON.parse(octets.toString('utf8')) as Record<string, unknown> | null; // each field is looked at
    const { format, version, name, query, saved } = value ?? {};
    if (format !== FORMAT || version !== VERSION) return undefined;
    if (typeof name !== 'string' || typeof query !== 'string' || typeof saved !== 'number') return undefined;
    return { id, name, query, saved, origin: 'own' };
  } catch {
    return undefined;
  }
}

function readOld(id: string, octets: Buffer, saved: Ms): SavedFilter | undefined {
  const set = parseParameterSet(octets.toString('utf8'));
  if (!set) return undefined;
  const name = set.values.get('filter_title') || id.slice(0, -OLD_ENDING.length);
  return { id, name, query: withoutTimes(parameterSetQuery(set)).toString(), saved, origin: 'original' };
}

export class SavedFilters {
  readonly #directory: SaveDirectory;
  readonly #configuration: Configuration;

  constructor(configuration: Configuration) {
    this.#configuration = configuration;
    this.#directory = new SaveDirectory(configuration.save_directory);
  }

  #read(file: string): SavedFilter[] {
    const found = this.#directory.look(file);
    if (!found) return [];
    const octets = this.#directory.read(file, LARGEST);
    if (file.endsWith(ENDING)) return [readOwn(file, octets) ?? []].flat();
    if (file.endsWith(OLD_ENDING)) return [readOld(file, octets, found.changed) ?? []].flat();
    return readFilterCollection(octets.toString('utf8')).map(({ name, query }, index) => ({
      id: `${file}:${index + 1}`,
      name,
      query,
      saved: found.changed,
      origin: 'original',
    }));
  }

  /**
   * All filters by name; files that hold none are left out.
   * @throws DirectoryError
   */
  list(): SavedFilter[] {
    const files = this.#directory
      .names()
      .filter((name) => name.endsWith(ENDING) || name.endsWith(OLD_ENDING) || isFilterCollection(name));
    const filters = files.flatMap((file) => this.#read(file));
    return filters.sort((a, b) => a.name.localeCompare(b.name, 'en') || (a.id < b.id ? -1 : 1));
  }

  /** @throws SaveError `missing`, DirectoryError */
  get(id: string): SavedFilter {
    const file = id.replace(/:\d+$/, '');
    const isKnown = id.endsWith(ENDING) || id.endsWith(OLD_ENDING) || (file !== id && isFilterCollection(file));
    const found = isKnown
      ? this.#read(isFilterCollection(file) ? file : id).find((filter) => filter.id === id)
      : undefined;
    if (found) return found;
    throw new SaveError('missing', 'There is no saved filter at that address: it may have been removed or renamed.');
  }

  /**
   * Saves a filter.
   * @param typed the name as it was typed
   * @throws SaveError `name`, `taken`, `full`; DirectoryError
   */
  save(typed: string, query: URLSearchParams, now: Ms, software: string): SavedFilter {
    const name = readName(typed);
    const filter = { name, query: withoutTimes(query).toString(), saved: now };
    const content = `${JSON.stringify({ format: FORMAT, version: VERSION, software, ...filter }, null, 1)}\n`;
    if (Buffer.byteLength(content) > LARGEST) throw new SaveError('full', 'The filter is too long to be saved.');
    checkRoom(this.#directory, this.#configuration, ENDING, 'filters', Buffer.byteLength(content));
    const id = fileStem(name) + ENDING;
    const isTaken = this.list().some((other) => other.name === name);
    // two processes may have found it free: the file system lets only one of them have it
    if (isTaken || this.#directory.write(id, content, 'refuse') === 'taken') {
      const text = `There is a filter "${name}" already. Choose another name, or remove or rename that one.`;
      throw new SaveError('taken', text);
    }
    return { id, ...filter, origin: 'own' };
  }

  /** @throws SaveError, DirectoryError */
  rename(id: string, typed: string, software: string): SavedFilter {
    const filter = this.get(id);
    this.#mayChange(filter);
    if (readName(typed) === filter.name) return filter;
    const renamed = this.save(typed, new URLSearchParams(filter.query), filter.saved, software);
    this.#directory.remove(id);
    return renamed;
  }

  /** @throws SaveError, DirectoryError */
  remove(id: string): void {
    this.#mayChange(this.get(id));
    this.#directory.remove(id);
  }

  #mayChange({ id }: SavedFilter): void {
    if (!/:\d+$/.test(id)) return;
    const text = `This filter is a line of the file ${id.replace(/:\d+$/, '')}, which FlowViewer 3 has made and which is only read. Save the filter under a name, or edit that file.`;
    throw new SaveError('fixed', text);
  }
}
