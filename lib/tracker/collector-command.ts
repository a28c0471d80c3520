/** The command FlowTracker_Collector. */
import { AlertWatch } from './alert-watch.js';
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
    const watch = new AlertWatch({ configuration, log });
    const collector = new Collector({ configuration, log, onValue: (tracking, value) => watch.value(tracking, value) });
    const { collection_offset: offset } = configuration;
    /** Mail is on its way while the next pass may begin. */
    const watched: Pick<Collector, 'pass'> = {
      pass: async (end, control) => {
        try {
          await collector.pass(end, control);
        } finally {
          void watch.deliver(control?.signal).catch((error: unknown) => {
            log(oneLine(error instanceof Error ? error.message : String(error)));
          });
        }
      },
    };
    return {
      once: async (signal) => {
        await collector.pass(lastPeriodEnd(SYSTEM_CLOCK.now() / 1000, offset), { signal });
        await watch.deliver(signal);
      },
      forever: (signal) =>
        collectForever(watched, { clock: SYSTEM_CLOCK, offset, signal }, (error) => {
          log(oneLine(error instanceof Error ? error.message : String(error)));
        }),
    };
  },
};

/** @returns the exit status */
export function flowTrackerCollector(argv: readonly string[]): Promise<number> {
  return runInBackground(COLLECTOR, argv);
}
