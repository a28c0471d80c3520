/** Finds a CGI script by its name. */
import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';

/**
 * The script of that name in a directory. Unlike other files it may be a link to one elsewhere, as those are that the build
 * and an installation put there.
 * @param name one part of an address, decoded
 * @returns its absolute path; undefined if there is none
 */
export async function scriptFileIn(directory: string, name: string): Promise<string | undefined> {
  if (!name.endsWith('.cgi') || basename(name) !== name) return undefined;
  const file = resolve(directory, name);
  try {
    return (await stat(file)).isFile() ? file : undefined;
  } catch {
    return undefined; // not there, or a name that the system refuses
  }
}
