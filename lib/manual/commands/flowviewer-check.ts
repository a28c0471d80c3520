/** flowviewer-check(1). */
import { STEPS } from '../../setup/check/steps.js';
import { CHECK_SYNTAX } from '../../setup/check/command.js';
import type { CommandPage } from '../page.js';

export const FLOWVIEWER_CHECK: CommandPage = {
  kind: 'command',
  name: 'flowviewer-check',
  syntax: CHECK_SYNTAX,
  description: [
    `flowviewer-check walks the chain between the routers and the pages. It tries every link that can be tried, and ends with the first that is broken and what to do. The links are, in this order: ${['Configuration', ...STEPS.map(({ title }) => title)].join('; ')}.`,
    'What counts are the permissions of the user that makes the pages. Root goes on as that user, for root may read everything and would find nothing; anybody else checks with the own permissions.',
    'Nothing is changed: in directories that pages write to, a directory is made and removed again. The web server is asked for the front page and the style sheet, at FlowViewer_server in FlowViewer.toml(5).',
    'Where exporters send counters of their interfaces, as sFlow agents do, octets by flows, times their sampling rates and with 18 octets of framing for each packet, stand beside octets by counters, for the last hour at most. Where they differ by more than chance allows, a note has the likely cause: no sampling rate known, an interface that is not sampled, samples that were lost or dropped, a rate that the exporter does not keep to, packets reported twice.',
    'The page `FlowViewer_Check.cgi` does the same in a browser.',
  ],
  environment: [['`FLOWVIEWER_CONFIG`', 'The configuration file, instead of the installed one.']],
  exit: [
    ['0', 'Every link holds; some may have a note.'],
    ['1', 'A link is broken. The last message says which, and what to do.'],
  ],
  examples: [
    { run: 'flowviewer-check', untested: 'needs an installation' },
    'Have cron(8) tell when something breaks:',
    { run: 'flowviewer-check -q', untested: 'needs an installation' },
  ],
  differences: ['The original had no such command.'],
  seeAlso: ['flowviewer-config(1)', 'FlowViewer.toml(5)', 'flow-capture(1)', 'flow-parquet(1)'],
};
