/** The command FlowTracker_Grapher. */
import { runInBackground, type Background } from './background.js';
import { SYSTEM_CLOCK } from './clock.js';
import { drawForever } from './draw-loop.js';
import { Grapher } from './grapher.js';
import { oneLine } from './input-lines.js';
import { floorToPeriod } from './period.js';

export const GRAPHER: Background = {
  program: 'FlowTracker_Grapher',
  purpose: 'draw the graphs of trackings and groups that have changed',
  options: { f: { text: 'Draw everything anew in the first pass.' } },
  guards: ({ tracker_directory }) => tracker_directory,
  start: (configuration, log, letters) => {
    const grapher = new Grapher({ configuration, log });
    const which = letters.has('f') ? 'all' : 'changed';
    return {
      once: async (signal) => {
        await grapher.pass(floorToPeriod(SYSTEM_CLOCK.now() / 1000), signal, which);
      },
      forever: (signal) =>
        drawForever(grapher, { clock: SYSTEM_CLOCK, every: configuration.graphing_period, which, signal }, (error) => {
          log(oneLine(error instanceof Error ? error.message : String(error)));
        }),
    };
  },
};

/** @returns the exit status */
export function flowTrackerGrapher(argv: readonly string[]): Promise<number> {
  return runInBackground(GRAPHER, argv);
}
