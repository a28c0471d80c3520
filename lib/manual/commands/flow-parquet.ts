/** flow-parquet(1). */
import { PARQUET_SYNTAX } from '../../twins/syntax.js';
import type { CommandPage } from '../page.js';

export const FLOW_PARQUET: CommandPage = {
  kind: 'command',
  name: 'flow-parquet',
  syntax: PARQUET_SYNTAX,
  description: [
    'flow-parquet makes a columnar copy, a twin, of each flow file that it is given or finds in a directory. A twin holds the same flows as its flow file, column by column in Parquet files, which take less room on the disk and can be read many times faster by questions about a few fields.',
    'The twin of `/var/flow/router/2025/.../ft-v05...` is `/var/flow/.columns/router/2025/.../ft-v05....parquet`: beside the directories of the routers, so that programs which walk these do not come across it. Files that are still being written, whose names begin with `tmp`, have none. It runs at the lowest priority, may be ended at any time and goes on where it was: run it from cron(8).',
    'With -k old flow files are removed once their twin is known to hold every octet of them. Commands that read flow files read the twin then; -r makes the flow files again, with the same header and the same flows.',
  ],
  notes: {
    b: ['Needed only where the layout of directories is not that of flow-capture(1).'],
    k: ['Each twin is compared with its flow file first.'],
    r: ['Operands are directories of twins or of what was made of them; not with -a, -b and -k.'],
  },
  exit: [
    ['0', 'Done.'],
    [
      '1',
      'An option is wrong, or a file was left without what was asked for; a message says why, and other files were done.',
    ],
  ],
  examples: [
    'What there is to do:',
    {
      run: 'flow-parquet -n router 2>&1 | sed "s|$PWD|/var/flow|g"',
      prints: `flow-parquet: would make /var/flow/.columns/router/2025/2025-03/2025-03-30/ft-v05.2025-03-30.000000+0000.parquet of router/2025/2025-03/2025-03-30/ft-v05.2025-03-30.000000+0000
`,
    },
    'Make twins of what is missing, and keep flow files for 30 days only:',
    { run: 'flow-parquet -k 30 /var/flow/router', untested: 'needs a capture' },
  ],
  differences: ['flow-tools has no such command.'],
  seeAlso: ['flow-capture(1)', 'flow-file(5)'],
};
