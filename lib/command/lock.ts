/** A lock file that does not outlive its process, be it killed or the power cut. */
import { chmodSync, linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

/** The lock is held by a process that lives. */
export class LockedError extends Error {
  readonly code = 'locked';

  constructor(
    readonly path: string,
    readonly pid: number,
  ) {
    super(`${path} is held by process ${pid}`);
  }
}

/**
 * What tells a process from any other, before and after: its id, when it started, and in which boot.
 * @returns undefined if no such process lives
 */
function identity(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' '); // from the third on: state, parent, …
    const [state] = fields;
    if (state === 'Z' || state === 'X') return undefined; // dead, though nobody has asked for its status yet
    return `${pid} ${fields[19]} ${readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()}`;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'; // it lives, and is another user's
  }
}

/** Where /proc is missing the bare process id has to do. */
function holderLives(content: string, pid: number): boolean {
  const now = identity(pid);
  return now === undefined ? isAlive(pid) && identity(process.pid) === undefined : now === content;
}

/**
 * Takes the lock, or throws. A lock whose holder is dead is taken over.
 * @returns a function that gives the lock back
 * @throws LockedError if another live process has it; Error of the file system
 */
export function takeLock(path: string): () => void {
  const content = identity(process.pid) ?? `${process.pid}`;
  const mine = `${path}.${process.pid}`;
  writeFileSync(mine, content);
  try {
    chmodSync(mine, 0o644); // who cannot read it, another user, would take it for that of a dead process
    for (;;) {
      try {
        linkSync(mine, path); // unlike a rename, fails if the name is taken
        return () => {
          rmSync(path, { force: true });
        };
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
      const held = readHeld(path);
      const pid = parseInt(held, 10);
      if (holderLives(held, pid)) throw new LockedError(path, pid);
      if (readHeld(path) === held) rmSync(path, { force: true });
    }
  } finally {
    rmSync(mine, { force: true });
  }
}

function readHeld(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}
