/** A child process with everything it started, ended as one. */
import type { ChildProcess } from 'node:child_process';

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // the whole group has ended already
  }
}

/** Whether a spawned child has neither ended nor failed to start. */
export function isRunning(child: ChildProcess): boolean {
  return child.pid !== undefined && child.exitCode === null && child.signalCode === null;
}

/**
 * Ends a child that was spawned with `detached: true`, and its descendants: TERM, and KILL to what is left after a while.
 * @param graceMs time between the two, milliseconds
 * @returns when the child has ended and its output is closed
 */
export async function endGroup(child: ChildProcess, graceMs: number): Promise<void> {
  if (!isRunning(child)) return;
  const closed = new Promise<void>((resolve) =>
    child.once('close', () => {
      resolve();
    }),
  );
  signalGroup(child, 'SIGTERM');
  const timer = setTimeout(() => {
    signalGroup(child, 'SIGKILL');
  }, graceMs);
  await closed;
  clearTimeout(timer);
}
