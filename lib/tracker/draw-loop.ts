/** Pass after pass of the Grapher. */
import type { Clock } from './clock.js';
import type { Grapher } from './grapher.js';
import { floorToPeriod, type Seconds } from './period.js';

/** After each full period, so that the Collector, which begins then, has stored what is to be drawn. */
const AFTER: Seconds = 30;

interface Turns {
  readonly clock: Clock;
  readonly every: Seconds;
  /** What the first pass draws. */
  readonly which: 'changed' | 'all';
  readonly signal: AbortSignal;
}

/**
 * Draws until the signal fires. Passes that a long one leaves no time for are left out: the next draws all that is due.
 * @param onFailure gets what made a pass fail as a whole; the next one is tried
 */
export async function drawForever(
  grapher: Pick<Grapher, 'pass'>,
  { clock, every, which, signal }: Turns,
  onFailure: (error: unknown) => void,
): Promise<void> {
  const isOver = (): boolean => signal.aborted; // changes while a pass runs
  for (let draw = which; !isOver(); draw = 'changed') {
    try {
      await grapher.pass(floorToPeriod(clock.now() / 1000), signal, draw);
    } catch (error) {
      if (isOver()) return;
      onFailure(error);
    }
    const turn = Math.floor((clock.now() / 1000 - AFTER) / every) + 1;
    await clock.until((turn * every + AFTER) * 1000, signal);
  }
}
