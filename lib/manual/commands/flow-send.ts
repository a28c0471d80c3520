/** flow-send(1). */
import { SEND_SYNTAX } from '../../capture/flow-send.js';
import { environment, EXIT_OF_READERS, SENDING } from '../common.js';
import type { CommandPage } from '../page.js';

export const FLOW_SEND: CommandPage = {
  kind: 'command',
  name: 'flow-send',
  syntax: SEND_SYNTAX,
  description: [
    'flow-send reads flows from standard input and sends them as NetFlow datagrams over UDP, as their exporter might have: to another collector, or to test one. Sequence numbers are its own and begin with 0. Extended flows are sent as IPFIX, or with -V 9 as NetFlow v9, without their tags and where their sampling rate is known from; templates are sent with the first datagram and every 64th. Flows of any version but 8 can be sent so, too.',
    ...SENDING,
    'UDP does not wait for a slow receiver: use -x where datagrams get lost.',
  ],
  notes: {
    s: [
      'Each exporter has sequence numbers and templates of its own then, so that the collector sees each as if it had sent itself. Flows that name no exporter, or one of IPv6 where the destination is IPv4, or the other way round, go from an address of this host; how many datagrams these were is said at the end. What it takes is in flow-fanout(1).',
    ],
    m: [
      'A dotted quad, or a hexadecimal number after 0x: 255.255.255.0 hides the host in a network of 256. Of IPv6 addresses 48 bits stay.',
    ],
  },
  environment: environment('FLOW_TOOLS_DEFECTS'),
  exit: EXIT_OF_READERS,
  examples: [
    'Send a day again, hosts hidden, to a collector elsewhere:',
    {
      run: 'flow-cat router | flow-send -m 255.255.255.0 -x 200 0/198.51.100.9/9801',
      untested: 'sends datagrams',
    },
  ],
  differences: ['The status is 0 after success, where that of flow-tools is 1.'],
  seeAlso: ['flow-receive(1)', 'flow-fanout(1)', 'flow-gen(1)', 'flow-export(1)'],
};
