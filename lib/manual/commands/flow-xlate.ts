/** flow-xlate(1). */
import { XLATE_SYNTAX } from '../../rows/xlate-command.js';
import { environment, EXIT_OF_READERS } from '../common.js';
import type { CommandPage } from '../page.js';

export const FLOW_XLATE: CommandPage = {
  kind: 'command',
  name: 'flow-xlate',
  syntax: XLATE_SYNTAX,
  choicesIn: 'flow-xlate.cfg(5)',
  description: [
    'flow-xlate reads flows from standard input, rewrites them as a configuration file says, flow-xlate.cfg(5), and writes them. It hides hosts and ports before flows are given away, makes up for sampling, and puts the own AS number where the exporter sends 0. With -V it also translates the export version, which flow-cat(1) and flow-merge(1) need to be the same for all inputs.',
    'A translation keeps the fields that both versions have; the others are 0. Flows of version 8 are sums already and cannot become flows of other versions, nor these of version 8.',
  ],
  notes: { n: ['Without it the definition `default` must be there even if -V is all that is wanted.'] },
  files: [['`/etc/flow-tools/cfg/xlate.cfg`', 'Configuration file without -x, see flow-xlate.cfg(5).']],
  environment: environment('FLOW_TOOLS_CFGDIR', 'FLOW_TOOLS_SYMDIR', 'FLOW_TOOLS_DEFECTS'),
  exit: EXIT_OF_READERS,
  examples: [
    'Networks instead of hosts:',
    {
      file: 'xlate.cfg',
      content: `xlate-action networks
  type ip-address-privacy-mask
  mask 255.255.255.0 255.255.255.0

xlate-definition default
  term
    action networks
`,
    },
    {
      run: 'flow-cat router | flow-xlate -x xlate.cfg | flow-print | head -3',
      prints: `srcIP            dstIP            prot  srcPort  dstPort  octets      packets
192.168.5.0      192.168.5.0      17    25       11719    674176      1472
10.2.16.0        10.1.0.0         6     10613    25       12185280    12693
`,
    },
    'The same flows as version 7:',
    {
      run: 'flow-cat router | flow-xlate -n -V 7 | flow-header | grep version',
      prints: `# stream version:       3
# export version:       7
`,
    },
  ],
  differences: ['Anonymising is always there. The output interface of version 1 is kept. -h ends with status 0.'],
  seeAlso: ['flow-xlate.cfg(5)', 'flow-cat(1)', 'flow-file(5)'],
};
