/**
 * Filter lists that are too long for an address. Apache takes 8,190 octets of one, and a page has thousands of addresses; so
 * long lists are kept in `lists` of the work directory under a name made of their content, and addresses hold `@NAME` for
 * them. Whoever sends the same list gets the same name, and nobody can change what a name stands for.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import type { Configuration } from '../config/configuration.js';
import { directoryError, DirectoryError, makeOwnDirectory } from '../config/own-directory.js';
import { writeWhole } from '../config/write-whole.js';
import { CRITERIA, type CriterionName } from '../report/criterion.js';
import type { Form } from '../report/form.js';
import { LIST_NAME } from '../report/list-name.js';

/** Octets of all filter fields together that an address may hold. */
const MOST_IN_ADDRESS = 1500;
/** Shorter lists are not worth a file. */
const LEAST_KEPT = 60;
/** Octets of all lists that are kept; beyond, those go first that were used longest ago. */
const MOST_KEPT = 1024 ** 3;
/** A use is noted when the last one noted is so long ago, ms. */
const NOTED_AFTER_MS = 3_600_000;
const DAY_MS = 86_400_000;

type Place = Pick<Configuration, 'work_directory' | 'long_list_days'>;

const folderOf = ({ work_directory }: Place): string => join(work_directory, 'lists');

/** 132 bits of the content's SHA-256: nobody makes two lists of one name. */
function nameOf(list: string): string {
  return createHash('sha256').update(list).digest('base64url').slice(0, 22);
}

function noteUse(file: string, now: number): void {
  if (now - statSync(file).mtimeMs < NOTED_AFTER_MS) return;
  try {
    utimesSync(file, now / 1000, now / 1000);
  } catch {
    // it belongs to another user, and is kept from its making
  }
}

/** Removes what nobody has used for so long, and what is too much. */
function sweep(folder: string, days: number, now: number): void {
  const kept = readdirSync(folder).flatMap((name) => {
    const found = statSync(join(folder, name), { throwIfNoEntry: false });
    return found ? [{ path: join(folder, name), size: found.size, used: found.mtimeMs }] : [];
  });
  let octets = 0;
  for (const { path, size, used } of kept.sort((left, right) => right.used - left.used)) {
    octets += size;
    if (octets > MOST_KEPT || now - used > days * DAY_MS) rmSync(path, { force: true });
  }
}

/** @throws DirectoryError */
function keep(list: string, place: Place, now: number): string {
  const folder = folderOf(place);
  const name = nameOf(list);
  const file = join(folder, name);
  if (existsSync(file)) {
    noteUse(file, now);
    return name;
  }
  makeOwnDirectory('work_directory', folder);
  try {
    writeWhole(file, list, 'replace');
    sweep(folder, place.long_list_days, now);
  } catch (error) {
    throw directoryError(error, 'be written to', 'work_directory', folder);
  }
  return name;
}

/** A text with the lists that it names in the place of their names; a name whose list is no longer kept stays. */
export function withLists(text: string, place: Place, now: number): string {
  return text.replace(LIST_NAME, (whole, name: string) => {
    const file = join(folderOf(place), name);
    try {
      const list = readFileSync(file, 'utf8');
      noteUse(file, now);
      return list;
    } catch {
      return whole; // reading the field will say so
    }
  });
}

/** Fields of a form with whole lists in them: what is saved must not depend on lists that are kept for a while. */
export function withWholeLists(fields: URLSearchParams, place: Place, now: number): URLSearchParams {
  return new URLSearchParams(
    [...fields].map(([name, value]): [string, string] => [name, withLists(value, place, now)]),
  );
}

export interface Shortened {
  readonly form: Form;
  /** Whether it fits into an address. */
  readonly length: 'fits' | 'too long';
  /** Whole sentences about what was done, or could not be done. */
  readonly notes: readonly string[];
}

/** The form as addresses hold it: names for the longest lists until the rest is short enough. */
export function withListNames(form: Form, place: Place, now: number): Shortened {
  const length = (name: CriterionName): number => encodeURIComponent(form[name]).length;
  let octets = CRITERIA.reduce((sum, { name }) => sum + length(name), 0);
  const short: Partial<Record<CriterionName, string>> = {};
  const named: string[] = [];
  for (const { name, label } of CRITERIA.toSorted((left, right) => length(right.name) - length(left.name))) {
    if (octets <= MOST_IN_ADDRESS || form[name].length < LEAST_KEPT) break;
    octets -= length(name);
    try {
      short[name] = `@${keep(form[name], place, now)}`;
    } catch (error) {
      if (!(error instanceof DirectoryError)) throw error;
      console.error(error.message);
      const notes = [`The filter is longer than an address may be, and cannot be kept here: ${error.message}`];
      return { form, length: 'too long', notes };
    }
    named.push(label);
  }
  if (named.length === 0) return { form, length: 'fits', notes: [] };
  const are = named.length === 1 ? 'is' : 'are';
  const notes = [
    `${named.join(' and ')} ${are} too long for an address: the address of this page names what is kept here for ${place.long_list_days} days after its last use (long_list_days).`,
  ];
  return { form: { ...form, ...short }, length: 'fits', notes };
}
