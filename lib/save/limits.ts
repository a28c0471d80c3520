/** How much may be saved: the configuration's limits. */
import type { Configuration } from '../config/configuration.js';
import type { SaveDirectory } from './save-directory.js';
import { SaveError } from './save-error.js';

const MIB = 1_048_576;

/**
 * Whether one more file fits. Of several processes that save at the same moment each may still see room for its own: the
 * limits keep a disk from filling, and need not be met to the file.
 * @param kind ending of the files that count
 * @param what they are, for the message: `reports`
 * @param octets of the new file
 * @throws SaveError `full`
 */
export function checkRoom(
  directory: SaveDirectory,
  { maximum_saves, maximum_save_space }: Configuration,
  kind: string,
  what: string,
  octets: number,
): void {
  const files = directory.names().filter((name) => name.endsWith(kind));
  if (files.length >= maximum_saves) {
    const text = `There are ${files.length} saved ${what}, and at most ${maximum_saves} are allowed (maximum_saves): remove some first.`;
    throw new SaveError('full', text);
  }
  const used = files.reduce((sum, file) => sum + (directory.look(file)?.octets ?? 0), octets);
  if (used > maximum_save_space * MIB) {
    const text = `Saved ${what} would take ${Math.ceil(used / MIB)} MiB with this one, and at most ${maximum_save_space} are allowed (maximum_save_space): remove some first.`;
    throw new SaveError('full', text);
  }
}
