/** The secret of this site from which the tokens of its forms are made: a file that only the web server's user may read. */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Configuration } from '../config/configuration.js';
import { directoryError, makeOwnDirectory } from '../config/own-directory.js';
import { writeWhole } from '../config/write-whole.js';

const NAME = 'form-secret';
const OCTETS = 32;

function read(file: string): Buffer | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'latin1').trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  if (!/^[0-9a-f]{64}$/.test(text)) throw new Error('it holds no secret: remove it, and a new one is made');
  return Buffer.from(text, 'hex');
}

/**
 * The site's secret, 32 octets, made at first use. Of two processes that make it at once the first wins.
 * @throws DirectoryError where it can neither be read nor made
 */
export function siteSecret({ state_directory }: Configuration): Buffer {
  const file = join(state_directory, NAME);
  try {
    const known = read(file);
    if (known) return known;
  } catch (error) {
    throw directoryError(error, `give the file ${NAME} to be read`, 'state_directory', state_directory);
  }
  makeOwnDirectory('state_directory', state_directory);
  try {
    writeWhole(file, `${randomBytes(OCTETS).toString('hex')}\n`, 'refuse', 0o600);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
      throw directoryError(error, 'be written to', 'state_directory', state_directory);
    }
  }
  const made = read(file);
  if (!made) throw new Error(`${file} has just been removed`);
  return made;
}
