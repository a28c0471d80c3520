/** The command FlowTracker_Grapher. */
import { runInBackground, type Background } from './background.js';
import { SYSTEM_CLOCK } from './clock.js';
import { drawForever } from './draw-loop.js';
import { Grapher } from './grapher.js';
import { oneLine } from './input-lines.js';
import { PassCounts } from './pass-counts.js';
import { floorToPeriod } from './period.js';

export const GRAPHER: Background<'FlowTracker_Grapher'> = {
  program: 'FlowTracker_Grapher',
  purpose: 'draw the graphs of trackings and groups that have changed',
  options: { f: { text: 'Draw everything anew in the first pass.' } },
  start: (configuration, log, letters) => {
    const counts = new PassCounts();
    let pictures = 0;
    const grapher = new Grapher({ configuration, log, onProblem: () => counts.problems++ });
    const pass: Grapher['pass'] = async (now, signal, draw) => {
      const drawn = await counts.count(() => grapher.pass(now, signal, draw), signal);
      pictures += drawn;
      return drawn;
    };
    const which = letters.has('f') ? 'all' : 'changed';
    return {
      once: async (signal) => {
        await pass(floorToPeriod(SYSTEM_CLOCK.now() / 1000), signal, which);
      },
      forever: (signal) =>
        drawForever({ pass }, { clock: SYSTEM_CLOCK, every: configuration.graphing_period, which, signal }, (error) => {
          log(oneLine(error instanceof Error ? error.message : String(error)));
        }),
      values: () => ({ ...counts.values, pictures }),
    };
  },
};

/** @returns the exit status */
export function flowTrackerGrapher(argv: readonly string[]): Promise<number> {
  return runInBackground(GRAPHER, argv);
}
