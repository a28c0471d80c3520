/** The command FlowTracker_Collector. */
import { runInBackground, type Background } from './background.js';
import { SYSTEM_CLOCK } from './clock.js';
import { collectForever } from './collect-loop.js';
import { Collector } from './collector.js';
import { oneLine } from './input-lines.js';
import { lastPeriodEnd } from './period.js';

export const COLLECTOR: Background = {
  program: 'FlowTracker_Collector',
  purpose: 'store every 5 minutes what trackings measured',
  guards: ({ rrdtool_directory }) => rrdtool_directory,
  start: (configuration, log) => {
    const collector = new Collector({ configuration, log });
    const { collection_offset: offset } = configuration;
    return {
      once: (signal) => collector.pass(lastPeriodEnd(SYSTEM_CLOCK.now() / 1000, offset), { signal }),
      forever: (signal) =>
        collectForever(collector, { clock: SYSTEM_CLOCK, offset, signal }, (error) => {
          log(oneLine(error instanceof Error ? error.message : String(error)));
        }),
    };
  },
};

/** @returns the exit status */
export function flowTrackerCollector(argv: readonly string[]): Promise<number> {
  return runInBackground(COLLECTOR, argv);
}
