/** Pass after pass, each when its period is due. */
import type { Clock } from './clock.js';
import type { PassControl } from './collector.js';
import { lastPeriodEnd, nextDue, type Seconds } from './period.js';

/**
 * Collects until the signal fires. After a pass that took longer than a period the next begins at once, so that no
 * period is left out.
 * @param offset after its end a period is collected
 * @param onFailure gets what made a pass fail as a whole; the next one is tried
 */
export async function collectForever(
  collector: { readonly pass: (end: Seconds, control?: PassControl) => Promise<unknown> },
  { clock, offset, signal }: { readonly clock: Clock; readonly offset: Seconds; readonly signal: AbortSignal },
  onFailure: (error: unknown) => void,
): Promise<void> {
  const isOver = (): boolean => signal.aborted; // changes while a pass runs
  while (!isOver()) {
    const end = lastPeriodEnd(clock.now() / 1000, offset);
    const due = nextDue(end, offset) * 1000;
    try {
      await collector.pass(end, { signal, isLate: () => clock.now() >= due });
    } catch (error) {
      if (isOver()) return;
      onFailure(error);
    }
    await clock.until(due, signal);
  }
}
