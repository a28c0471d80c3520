/** The command FlowTracker_Collector. */
import { AlertWatch } from './alert-watch.js';
import { runInBackground, type Background } from './background.js';
import { SYSTEM_CLOCK } from './clock.js';
import { collectForever } from './collect-loop.js';
import { Collector } from './collector.js';
import { oneLine } from './input-lines.js';
import { PassCounts } from './pass-counts.js';
import { lastPeriodEnd } from './period.js';

export const COLLECTOR: Background<'FlowTracker_Collector'> = {
  program: 'FlowTracker_Collector',
  purpose: 'store every 5 minutes what trackings measured',
  start: (configuration, log) => {
    const watch = new AlertWatch({ configuration, log });
    const collector = new Collector({ configuration, log, onValue: (tracking, value) => watch.value(tracking, value) });
    const { collection_offset: offset } = configuration;
    const counts = new PassCounts();
    const told = { periodEnd: undefined as number | undefined, trackings: undefined as number | undefined };
    const added = { values: 0, unknown: 0, sent: 0, undeliverable: 0, queue: undefined as number | undefined };
    const failed = (error: unknown): void => {
      log(oneLine(error instanceof Error ? error.message : String(error)));
    };
    const pass: Collector['pass'] = async (end, control) => {
      const outcome = await counts.count(() => collector.pass(end, control), control?.signal);
      Object.assign(told, { periodEnd: end, trackings: outcome.trackings });
      added.values += outcome.values;
      added.unknown += outcome.unknown;
      counts.problems += outcome.problems;
      return outcome;
    };
    const deliver = async (signal: AbortSignal | undefined): Promise<void> => {
      const { sent, setAside, waiting } = await watch.deliver(signal);
      added.sent += sent;
      added.undeliverable += setAside;
      added.queue = waiting;
    };
    return {
      once: async (signal) => {
        await pass(lastPeriodEnd(SYSTEM_CLOCK.now() / 1000, offset), { signal });
        await deliver(signal);
      },
      /** Mail is on its way while the next pass may begin. */
      forever: (signal) =>
        collectForever(
          { pass: (end, control) => pass(end, control).finally(() => void deliver(control?.signal).catch(failed)) },
          { clock: SYSTEM_CLOCK, offset, signal },
          failed,
        ),
      values: () => ({ ...counts.values, ...told, ...added }),
    };
  },
};

/** @returns the exit status */
export function flowTrackerCollector(argv: readonly string[]): Promise<number> {
  return runInBackground(COLLECTOR, argv);
}
