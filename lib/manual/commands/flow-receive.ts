/** flow-receive(1). */
import { RECEIVE_SYNTAX } from '../../capture/flow-receive.js';
import { environment, LISTENING, STATISTICS } from '../common.js';
import type { CommandPage } from '../page.js';

export const FLOW_RECEIVE: CommandPage = {
  kind: 'command',
  name: 'flow-receive',
  syntax: RECEIVE_SYNTAX,
  description: [
    'flow-receive receives NetFlow datagrams as flow-capture(1) does, but writes one file or, without -o, standard output: flows can be looked at as they arrive. It stays in the foreground until a signal ends it.',
    ...LISTENING,
  ],
  notes: { S: ['The lines go to standard error and begin with `STAT:`.', STATISTICS] },
  environment: environment('FLOW_TOOLS_DEFECTS'),
  exit: [
    ['0', 'SIGINT, SIGTERM, SIGQUIT or SIGHUP ended it; what had arrived is written.'],
    ['1', 'An option is wrong, the port cannot be used, or the output cannot be written.'],
  ],
  examples: [
    'See the flows of a router as they arrive:',
    { run: 'flow-receive 0/192.0.2.1/9801 | flow-print -l', untested: 'waits for datagrams' },
  ],
  differences: [
    'The usage of flow-tools names options for filters and tags that it does not take; here they are not named.',
  ],
  seeAlso: ['flow-capture(1)', 'flow-send(1)', 'flow-fanout(1)', 'flow-print(1)'],
};
