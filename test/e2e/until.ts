/** Waiting for something another process does: look, pause, look again, and give up with an account of what was seen. */
import { setTimeout as pause } from 'node:timers/promises';

export interface Deadline {
  /** In ms. */
  readonly within: number;
  /** The error that is thrown when the time is over. */
  readonly else: () => Error;
}

/** Resolves once `condition` holds. */
export async function until(condition: () => boolean | Promise<boolean>, deadline: Deadline): Promise<void> {
  const end = performance.now() + deadline.within;
  while (!(await condition())) {
    if (performance.now() > end) throw deadline.else();
    await pause(20);
  }
}
