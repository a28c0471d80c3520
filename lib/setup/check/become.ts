/** Checks count as the user that makes the pages: root may read everything, and would find nothing. */
import { readFileSync } from 'node:fs';
import { CommandError } from '../../command/run.js';
import { runningUser } from '../../config/running-user.js';

/** Node has it, and its types do not. */
const PROCESS = process as typeof process & { initgroups: (user: string, group: number) => void };

/** Debian's web servers run as this user. */
export const WEB_USER = 'www-data';

/**
 * Goes on as another user, for good; only root can, and others stay who they are.
 * @param user undefined for that of Debian's web servers, if there is one
 * @returns the name of the user whose permissions count from now on
 * @throws CommandError if there is no such user, or only root could become him
 */
export function becomeWebUser(user: string | undefined): string {
  const wanted = user ?? WEB_USER;
  const isRoot = process.getuid?.() === 0;
  if (!isRoot && user !== undefined && user !== runningUser())
    throw new CommandError(`-u ${user}: only root can check with the permissions of another user`);
  if (!isRoot) return runningUser();
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((each) => each.split(':'))
    .find(([name]) => name === wanted);
  const [uid, gid] = [Number(line?.[2]), Number(line?.[3])];
  if (!line || !Number.isInteger(uid) || !Number.isInteger(gid))
    throw new CommandError(`there is no user ${wanted}: name that of the web server with -u`);
  PROCESS.initgroups(wanted, gid);
  process.setgid?.(gid);
  process.setuid?.(uid);
  return wanted;
}
