/** Columnar twins of what was captured lately: without them reports are right, but take longer. */
import { findStoredFiles } from '../../store/stored-files.js';
import { formatCount } from '../../web/format.js';
import { flowSources } from './sources.js';
import type { Finding, Step } from './step.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

export const TWINS: Step = {
  id: 'twins',
  title: 'Columnar twins',
  needs: ['files'],
  check: async ({ configuration, now }) => {
    const sources = await flowSources(configuration);
    // what was closed just now may still be waiting for its twin
    const span = { start: now - DAY, end: now - HOUR - configuration.flow_file_length * 1000 };
    return Promise.all(
      sources.map(async ({ name, directory }): Promise<Finding> => {
        const files = await findStoredFiles(directory, { ...span, before: span.end });
        const closed = files.filter(
          ({ state, start }) => state === 'closed' && start >= span.start && start <= span.end,
        );
        const without = closed.filter(({ twins }) => twins.length === 0).length;
        if (closed.length === 0) return { state: 'holds', text: `${name}: no flow file of the last day needs one.` };
        if (without === 0)
          return { state: 'holds', text: `${name}: every file of the last day has one (${closed.length}).` };
        const text = `${name}: of ${formatCount(closed.length, 'file')} of the last day ${without} ${without === 1 ? 'has' : 'have'} none, so that reports take longer.`;
        return { state: 'note', text, fix: `Run flow-parquet ${directory}, and see to cron/flow-parquet.` };
      }),
    );
  },
};
