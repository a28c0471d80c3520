/** Whose permissions count. */
import { userInfo } from 'node:os';

/** Name of the user that this program runs as, `www-data`, or its number where it has no name. */
export function runningUser(): string {
  try {
    return userInfo().username;
  } catch {
    return `number ${process.getuid?.() ?? '?'}`; // a container may have users that no file names
  }
}
