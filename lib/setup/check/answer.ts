/** A question about the last hour, answered as for a report. */
import type { Source } from '../../query/query.js';
import { openStore } from '../../store/open.js';
import { formatCount } from '../../web/format.js';
import { flowSources } from './sources.js';
import type { Step } from './step.js';

const HOUR = 3_600_000;

export const ANSWER: Step = {
  id: 'answer',
  title: 'A question, answered',
  needs: ['data', 'own', 'files'],
  check: async ({ configuration, now, signal }) => {
    const store = await openStore(configuration);
    try {
      const sources = (await flowSources(configuration)).map(({ directory }): Source => ({
        kind: 'directory',
        path: directory,
      }));
      const { totals, scanned, notes } = await store.run(
        {
          sources,
          window: { start: now - HOUR, end: now, rule: 'any' },
          filter: { kind: 'and', of: [] },
          share: 'whole flows',
          select: { kind: 'groups', dimensions: [], measures: [{ measure: 'flows' }] },
          order: [],
        },
        { signal },
      );
      const flows = totals['flows'] ?? 0;
      const text = `${formatCount(flows, 'flow')} in the last hour, from ${formatCount(scanned.files, 'file')}.`;
      const said = notes.map((note) => ({
        state: 'note' as const,
        text: note.text,
        fix: note.unreadable?.remedy ?? 'Reports leave it out; see to it if it should count.',
      }));
      if (flows > 0) return [{ state: 'holds', text }, ...said];
      const fix = 'See that the router exports to this machine: flow-capture -S 1 logs what arrives.';
      return [{ state: 'note', text, fix }, ...said];
    } finally {
      await store.close();
    }
  },
};
