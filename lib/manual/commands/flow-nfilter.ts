/** flow-nfilter(1). */
import { NFILTER_SYNTAX } from '../../rows/nfilter-command.js';
import { environment, EXIT_OF_READERS } from '../common.js';
import type { CommandPage } from '../page.js';

export const FLOW_NFILTER: CommandPage = {
  kind: 'command',
  name: 'flow-nfilter',
  syntax: NFILTER_SYNTAX,
  choicesIn: 'flow-filter.cfg(5)',
  description: [
    'flow-nfilter reads flows from standard input and writes those that a filter-definition permits. Definitions are written in a configuration file, flow-filter.cfg(5), and can combine any number of conditions on addresses, ports, protocols, interfaces, AS numbers, times, counters and so on.',
    'For a quick condition without a file see flow-filter(1).',
  ],
  files: [['`/etc/flow-tools/cfg/filter.cfg`', 'Configuration file without -f, see flow-filter.cfg(5).']],
  environment: environment('FLOW_TOOLS_CFGDIR', 'FLOW_TOOLS_SYMDIR', 'TZ', 'FLOW_TOOLS_DEFECTS'),
  exit: EXIT_OF_READERS,
  examples: [
    'Flows from or to web servers in one network:',
    {
      file: 'web.cfg',
      content: `filter-primitive web
  type ip-port
  permit 80,443

filter-primitive ours
  type ip-address-prefix
  permit 10.1.0.0/16

filter-definition web
  match ip-source-port web
  match ip-source-address ours
  or
  match ip-destination-port web
  match ip-destination-address ours
`,
    },
    {
      run: 'flow-cat router | flow-nfilter -f web.cfg -F web | flow-print -n | head -4',
      prints: `srcIP            dstIP            prot  srcPort  dstPort  octets      packets
10.1.0.59        10.1.0.2         udp   45992    http     2114        7
10.1.0.238       10.1.0.34        tcp   59109    http     22590784    15347
10.1.0.2         172.16.8.71      udp   http     7578     52600       200
`,
    },
    'The same for a network that is named on the command line: write `permit @{NET}` in the file, and',
    { run: 'flow-nfilter -f web.cfg -F web -v NET=10.2.0.0/16', untested: 'the file above has no variable' },
  ],
  differences: [
    'Names of AS numbers come from asn.sym; tag.sym, where flow-tools looked, is asked after it. AS numbers and interfaces may be larger than 65535. -h ends with status 0.',
  ],
  seeAlso: ['flow-filter.cfg(5)', 'flow-filter(1)', 'flow-cat(1)', 'flow-print(1)', 'flow-symbols(5)'],
};
