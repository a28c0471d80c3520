/** Directories that two users share, such as the web server and the daemons: what one makes there, the other may change. */
import { chmodSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

const GROUP_WRITES = 0o020;
const OWNER = 0o700;

/**
 * Gives the group the owner's rights over a file or directory where it may write to the directory around it, as it does in those that
 * an installation makes. What another user owns, and what cannot be changed, stays as it is.
 */
export function shareWithGroup(path: string): void {
  try {
    if ((statSync(dirname(path)).mode & GROUP_WRITES) === 0) return;
    const { mode } = statSync(path);
    const shared = mode | ((mode & OWNER) >> 3);
    if (shared !== mode) chmodSync(path, shared & 0o7777);
  } catch {
    // whoever needs the right is told by what fails then
  }
}
