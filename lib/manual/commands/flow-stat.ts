/** flow-stat(1). */
import { STAT_SYNTAX } from '../../stat/command.js';
import { environment } from '../common.js';
import type { CommandPage } from '../page.js';

export const FLOW_STAT: CommandPage = {
  kind: 'command',
  name: 'flow-stat',
  syntax: STAT_SYNTAX,
  description: [
    'flow-stat reads flows from standard input and sums up flows, octets, packets and, with -w, durations by one key: address, port, protocol, AS number and so on, as -f says. Each key is a line; lines that begin with `#` say what the report is. For reports of several columns or at regular times see flow-report(1).',
    'Octets and packets are sums of what the exporter counted; durations are sums of those of the flows, in milliseconds. A flow counts as one, an aggregated record of version 8 as the flows that it stands for.',
    'Without -s and -S numbers such as ports come in falling order, and addresses, pairs and tags in the order in which they first appeared.',
  ],
  notes: {
    s: [
      'Column 0 is the key, 1 flows, 2 octets, 3 packets and 4 the duration; in formats with two keys these are 0 and 1, and the rest follows.',
    ],
    n: ['They come from the symbol files, see flow-symbols(5).'],
    t: [
      'Such a line begins with `#SUB`: per cent of lines, flows, octets, packets and duration up to there. Only formats whose keys are numbers such as ports have it.',
    ],
  },
  environment: environment('TZ', 'FLOW_TOOLS_SYMDIR', 'FLOW_TOOLS_DEFECTS'),
  exit: [
    ['0', 'Done; also where the flows lack a field that the format needs, which is told on standard error.'],
    ['1', 'There is no such format, another option is wrong, or the input is no flow file.'],
  ],
  examples: [
    'The busiest sources, by octets:',
    {
      run: 'flow-cat router | flow-stat -f 9 -S 2 | sed -n 9,15p',
      prints: `#
#
# IPaddr         flows                 octets                packets
#
192.168.5.32     1                     22845483              19377
10.1.0.238       1                     22590784              15347
203.0.113.46     1                     22427136              15072
`,
    },
    'Shares of protocols:',
    {
      run: 'flow-cat router | flow-stat -f 12 -n -P -S 2 | sed 1,8d',
      prints: `#
#
# protocol  flows    octets   packets
#
tcp         56.000   60.480   51.048
udp         37.500   29.738   38.423
icmp        5.000    8.345    7.266
gre         0.500    1.096    3.048
esp         0.500    0.342    0.215
igmp        0.500    0.000    0.000
`,
    },
  ],
  differences: ['The first number of a `#SUB` line is right. An unknown option ends with status 1, not 0.'],
  seeAlso: ['flow-report(1)', 'flow-cat(1)', 'flow-nfilter(1)', 'flow-symbols(5)'],
};
