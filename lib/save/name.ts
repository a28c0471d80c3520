/** Names that people give to what they save, and the file names made of them. */
import { createHash } from 'node:crypto';
import { SaveError } from './save-error.js';

/** Longest name, in characters; as in the original (reference section 6.4). */
export const LONGEST_NAME = 80;

/** Longest readable part of a file name, in octets: with what is added it stays below the 255 that file systems allow. */
const LONGEST_STEM = 160;

/** Characters that show nothing, or turn the text around: a list with them would not show what it holds. */
const INVISIBLE = /[\p{Cc}\p{Cs}\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]+/gu;

/**
 * The name as it is kept: in Unicode's composed form, blanks and what cannot be seen as single blanks.
 * @param what messages call it
 * @throws SaveError `name`
 */
export function readName(typed: string, what: 'name' | 'label' = 'name'): string {
  const name = typed.normalize('NFC').replace(INVISIBLE, ' ').replace(/\s+/gu, ' ').trim();
  if (name === '') throw new SaveError('name', `A ${what} is missing.`);
  const { length } = Array.from(name);
  if (length > LONGEST_NAME) {
    throw new SaveError('name', `The ${what} has ${length} characters, and at most ${LONGEST_NAME} are possible.`);
  }
  return name;
}

/** Text cut to so many octets of UTF-8, between characters. */
function cut(text: string, octets: number): string {
  let [kept, size] = ['', 0];
  for (const character of text) {
    size += Buffer.byteLength(character);
    if (size > octets) break;
    kept += character;
  }
  return kept;
}

/**
 * File name, without its ending, of what has a name: letters and digits of all scripts as they are, `_` for the rest. Two
 * names have two file names: what is changed has a code of the name behind it.
 * @param name as `readName` gives it
 */
export function fileStem(name: string): string {
  const readable = cut(
    name.replace(/[^\p{L}\p{M}\p{N}._-]/gu, '_').replace(/^[._-]+/, (start) => '_'.repeat(start.length)),
    LONGEST_STEM,
  );
  if (readable === name) return readable;
  return `${readable}~${createHash('sha256').update(name).digest('hex').slice(0, 12)}`;
}
