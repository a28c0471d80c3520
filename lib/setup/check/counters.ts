/** Octets of interfaces by flows beside those by the exporters' own counters. */
import { readInterfaces } from '../../interfaces/interfaces-file.js';
import { openStore } from '../../store/open.js';
import { comparedInterfaces, counterWindow } from './counted-interfaces.js';
import { interfaceFinding } from './interface-finding.js';
import { interfaceFlows } from './interface-flows.js';
import { formatCount } from '../../web/format.js';
import { flowSources, type FlowSource } from './sources.js';
import type { CheckContext, Finding, Step } from './step.js';

/** Lines for each source: the busiest interfaces, and before them all that differ. */
const MOST_LINES = 40;

async function check({ name, directory }: FlowSource, context: CheckContext): Promise<readonly Finding[]> {
  const exporters = await readInterfaces(directory);
  const window = exporters && counterWindow(exporters, context.now);
  if (!window) return [];
  const compared = comparedInterfaces(exporters, window);
  const store = await openStore(context.configuration);
  try {
    const flows = await interfaceFlows(store, directory, window, context.signal);
    const lines = compared
      .map((counted) => interfaceFinding(name, counted, flows, window))
      .sort((one, other) => Number(one.state === 'holds') - Number(other.state === 'holds'));
    const rest = lines.length - MOST_LINES;
    const more: Finding = {
      state: 'holds',
      text: `${name}, not shown: ${formatCount(rest, 'interface')} with less traffic.`,
    };
    return rest > 0 ? [...lines.slice(0, MOST_LINES), more] : lines;
  } finally {
    await store.close();
  }
}

export const COUNTERS: Step = {
  id: 'counters',
  title: 'Octets by flows, and by counters of interfaces',
  needs: ['files', 'answer'],
  check: async (context) => {
    const findings: Finding[] = [];
    for (const source of await flowSources(context.configuration)) {
      const found = await check(source, context).catch((error: unknown): readonly Finding[] => {
        context.signal.throwIfAborted();
        const text = error instanceof Error ? error.message : String(error);
        return [{ state: 'note', text, fix: 'flow-capture writes the file anew; see that it runs.' }];
      });
      findings.push(...found);
    }
    if (findings.length > 0) return findings;
    return [{ state: 'holds', text: 'No exporter has sent counters of interfaces lately, as sFlow agents do.' }];
  },
};
