/** Who goes first on a busy host: a datagram that is not read in time is lost, a report that waits is only late. */
import { constants, getPriority, setPriority } from 'node:os';

/**
 * Gives the calling thread, which receives, precedence where the system allows it, as it allows root; not where somebody
 * has chosen a priority already.
 */
export function goFirst(): void {
  try {
    if (getPriority() === constants.priority.PRIORITY_NORMAL) setPriority(constants.priority.PRIORITY_HIGH);
  } catch {
    // not root: the receive buffer has to do
  }
}

/** Takes the precedence from a child again, which has inherited it. */
export function goAlong(pid: number): void {
  try {
    if (getPriority(pid) === constants.priority.PRIORITY_HIGH) setPriority(pid, constants.priority.PRIORITY_NORMAL);
  } catch {
    // it has ended already
  }
}
