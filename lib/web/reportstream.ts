/** A report page that begins before its answer is there: what was asked, how far the report is, and then the answer. */
import type { Running } from './running.js';
import { reportStep } from './reportstep.js';
import { renderView } from './view.js';

/** Time between two looks at how far it is, ms: often enough to see that it moves. */
const LOOK_MS = 500;
/** Looks after which what has not changed is sent again: a server learns only by sending that nobody listens. */
const SAME_AGAIN = 4;

/**
 * The page in pieces. Whatever happens, its end says whether it is complete.
 * @param start the page down to where the answer will stand
 * @param finish makes the rest of the page of the outcome
 * @param problem what to say, in whole sentences, of an error
 * @param signal ends the page, with a problem
 */
export async function* reportStream<T>(
  running: Running<T>,
  start: string,
  finish: (outcome: T) => string | Promise<string>,
  problem: (error: unknown) => readonly string[],
  signal: AbortSignal,
): AsyncGenerator<string, void, void> {
  yield start + renderView('reportwait', {});
  let end: string;
  try {
    let shown: string | undefined;
    let looks = 0;
    let outcome: T | undefined;
    do {
      const step = renderView('reportstep', reportStep(running.latest, running.elapsed));
      if (step !== shown || ++looks % SAME_AGAIN === 0) yield step;
      shown = step;
      outcome = await running.within(LOOK_MS);
      signal.throwIfAborted(); // the work may take its time to notice
    } while (outcome === undefined);
    end = await finish(outcome);
  } catch (error) {
    end = renderView('reportproblem', { sentences: problem(error) });
  }
  yield `</section>\n${end}`;
}
