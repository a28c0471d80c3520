/** Who goes first on a busy host: a datagram that is not read in time is lost, a report that waits is only late. */
import { readFileSync, writeFileSync } from 'node:fs';
import { constants, getPriority, setPriority } from 'node:os';

const { PRIORITY_HIGH, PRIORITY_NORMAL } = constants.priority;

/** Linux shares the processors among sessions first, and looks at niceness only within one (sched(7), autogroup). */
const SESSION_PRIORITY = '/proc/self/autogroup';

/**
 * Gives the calling thread, which receives, precedence where the system allows it, as it allows root; not where somebody
 * has chosen a priority already. The whole process goes before others if it has the session to itself, as daemons have.
 */
export function goFirst(): void {
  try {
    if (getPriority() !== PRIORITY_NORMAL) return;
    setPriority(PRIORITY_HIGH);
    if (leadsSession() && readFileSync(SESSION_PRIORITY, 'latin1').trimEnd().endsWith(` nice ${PRIORITY_NORMAL}`))
      writeFileSync(SESSION_PRIORITY, String(PRIORITY_HIGH));
  } catch {
    // not root, or not Linux: the receive buffer has to do
  }
}

/** A process that does not lead its session shares it with whoever started it. */
function leadsSession(): boolean {
  const stat = readFileSync('/proc/self/stat', 'latin1');
  const [, , , session] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(session) === process.pid;
}

/** Takes the precedence from a child again, which has inherited it. That of the session it has not if it was detached. */
export function goAlong(pid: number): void {
  try {
    if (getPriority(pid) === PRIORITY_HIGH) setPriority(pid, PRIORITY_NORMAL);
  } catch {
    // it has ended already
  }
}
