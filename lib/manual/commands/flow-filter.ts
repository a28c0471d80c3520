/** flow-filter(1). */
import { FILTER_SYNTAX } from '../../rows/filter-command.js';
import { environment, EXIT_OF_READERS, LISTS } from '../common.js';
import type { CommandPage } from '../page.js';

export const FLOW_FILTER: CommandPage = {
  kind: 'command',
  name: 'flow-filter',
  syntax: FILTER_SYNTAX,
  description: [
    'flow-filter reads flows from standard input and writes those that meet the conditions of its options: all of them, or with -o any one. For everything that this cannot say there is flow-nfilter(1).',
    `${LISTS} A \`!\` in front of a list turns the whole list round. Small letters stand for the source of a flow, capital ones for its destination.`,
  ],
  notes: {
    r: ['Names are those that everybody uses: `tcp`, `udp`, `icmp` and so on; no symbol file is read.'],
    t: ['Both are numbers from 0 to 255; the mask is 255 if it is missing. Several may be given with commas between.'],
    T: [
      'FIN is 1, SYN 2, RST 4, PSH 8, ACK 16, URG 32: `0x2/0x12` is a SYN without an ACK. With -o a flow must be TCP to meet it.',
    ],
  },
  sections: [
    {
      title: 'ACCESS LISTS',
      blocks: [
        'The file of -f holds access lists as routers show them, one line for each entry. A line that begins with `!` is a comment. The first entry that matches decides; what none matches is denied.',
        {
          lines:
            'ip access-list standard NAME permit|deny ADDRESS\nip access-list extended NAME permit|deny PROTOCOL ADDRESS [PORTS] ADDRESS [PORTS] [MORE]',
        },
        {
          terms: [
            [
              'ADDRESS',
              '`any`; `host` and an address; an address and a wildcard, whose bits do not count (10.1.0.0 0.0.255.255); or an address alone.',
            ],
            ['PROTOCOL', '`ip`, which is any, `tcp`, `udp`, `icmp` and so on, or a number.'],
            [
              'PORTS',
              '`eq`, `neq`, `lt`, `gt` and a port, or `range` and two ports; numbers, or names from tcp-port.sym.',
            ],
            [
              'MORE',
              '`tos` and a number to 15, `precedence` and one to 7, `established`, which is ACK or RST, and `log`, which does nothing.',
            ],
          ],
        },
      ],
    },
  ],
  files: [['`flow.acl`', 'Access lists without -f, in the working directory.']],
  environment: environment('FLOW_TOOLS_SYMDIR', 'FLOW_TOOLS_DEFECTS'),
  exit: EXIT_OF_READERS,
  examples: [
    'Flows to DNS servers that were not UDP:',
    {
      run: "flow-cat router | flow-filter -P 53 -r '!udp' | flow-print",
      prints: `srcIP            dstIP            prot  srcPort  dstPort  octets      packets
10.1.0.1         23.32.0.99       6     63519    53       76475       115
10.1.0.1         172.16.8.0       6     32078    53       439257      11263
10.1.5.221       10.2.20.130      6     20557    53       266         2
10.1.0.230       10.1.0.34        6     59221    53       11816       422
`,
    },
    'Flows that one exporter saw of hosts in an access list:',
    {
      file: 'flow.acl',
      content: `ip access-list standard ours permit 192.168.5.0 0.0.0.255
`,
    },
    {
      run: 'flow-cat router | flow-filter -e 192.0.2.2 -S ours | flow-print | head -3',
      prints: `srcIP            dstIP            prot  srcPort  dstPort  octets      packets
192.168.5.31     10.1.0.70        17    49331    22       533000      8200
192.168.5.29     8.8.8.5          6     80       39205    18128       16
`,
    },
  ],
  differences: [
    'Ports, tos, precedence and established of extended lists are tested; flow-tools read them and tested nothing. An unknown option ends with status 1, not 0.',
  ],
  seeAlso: ['flow-nfilter(1)', 'flow-print(1)'],
};
