/** flow-merge(1). */
import { MERGE_SYNTAX } from '../../rows/merge.js';
import { environment } from '../common.js';
import type { CommandPage } from '../page.js';

export const FLOW_MERGE: CommandPage = {
  kind: 'command',
  name: 'flow-merge',
  syntax: MERGE_SYNTAX,
  description: [
    'flow-merge reads several flow files at the same time and writes their flows in the order in which they ended. Each input must be in that order itself, as files of one exporter nearly are. flow-cat(1) keeps one file after the other instead.',
    'Operands are files, directories and `-` as for flow-cat(1); all flows must be of one export version. Of flows that ended in the same millisecond, that of the earlier operand comes first.',
  ],
  environment: environment('FLOW_TOOLS_DEFECTS'),
  exit: [
    ['0', 'Done. A file that cannot be read or is damaged is told on standard error; what could be read was written.'],
    ['1', 'There was no flow file to read at all, the export versions differ, or an option is wrong.'],
  ],
  examples: [
    'The flows of two routers as one file in order of time:',
    { run: 'flow-merge -g -o both.ft router1/2025 router2/2025', untested: 'needs a second router' },
  ],
  seeAlso: ['flow-cat(1)', 'flow-split(1)', 'flow-file(5)'],
};
