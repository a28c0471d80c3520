/** flow-header(1). */
import { HEADER_SYNTAX } from '../../rows/header-command.js';
import { environment, EXIT_OF_READERS } from '../common.js';
import type { CommandPage } from '../page.js';

export const FLOW_HEADER: CommandPage = {
  kind: 'command',
  name: 'flow-header',
  syntax: HEADER_SYNTAX,
  description: [
    'flow-header prints what the header of a flow file says: when it was captured and on which host, how many flows there are and how many were lost, compression, byte order and export version. Times are in the time zone of the process and name it. What the header does not tell is left out: a stream has no times and counts.',
  ],
  sections: [
    {
      title: 'LINES',
      blocks: [
        {
          terms: [
            ['mode', '`normal` for a complete file, `streaming` for what came from a pipe.'],
            ['capture start, end, period', 'When the file was begun and completed; seconds between.'],
            ['lost flows', 'Flows that sequence numbers say were sent and did not arrive.'],
            ['corrupt packets', 'Datagrams that were refused.'],
            ['capture flows', 'Flows in the file.'],
          ],
        },
      ],
    },
  ],
  environment: environment('TZ'),
  exit: EXIT_OF_READERS,
  examples: [
    'The header of a stream:',
    {
      run: 'flow-gen -n 5 | flow-header',
      prints: `#
# mode:                 streaming
# compress:             off
# byte order:           little
# stream version:       3
# export version:       5
# comments:             flow-gen
#
`,
    },
  ],
  seeAlso: ['flow-cat(1)', 'flow-print(1)', 'flow-file(5)'],
};
