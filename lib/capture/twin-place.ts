/** Where flow-capture makes columnar twins unless it is told whether to. */
import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { TWIN_DIRECTORY } from '../store/twin/path.js';

const ANYBODY_WRITES = 0o002;

/**
 * True if there is a directory of twins beside the working directory, or one may be made there: where this user can write
 * and not everybody can, as in /tmp, where somebody else could have put what is found.
 * @param directory the working directory, absolute
 */
export function isPlaceForTwins(directory: string): boolean {
  const base = dirname(directory);
  if (existsSync(join(base, TWIN_DIRECTORY))) return true;
  try {
    accessSync(base, constants.W_OK);
    return base !== directory && (statSync(base).mode & ANYBODY_WRITES) === 0;
  } catch {
    return false;
  }
}
