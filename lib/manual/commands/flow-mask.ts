/** flow-mask(1). */
import { MASK_SYNTAX } from '../../rows/mask-command.js';
import { environment, EXIT_OF_READERS } from '../common.js';
import type { CommandPage } from '../page.js';

export const FLOW_MASK: CommandPage = {
  kind: 'command',
  name: 'flow-mask',
  syntax: MASK_SYNTAX,
  description: [
    'flow-mask reads flows from standard input, sets the prefix lengths of their source and destination address by a configuration file, flow-mask.cfg(5), and writes them. An exporter sends the lengths of its routing table, which may be too coarse, or 0 where it has no route; reports by prefix, as of flow-stat(1) -f 24 to 26, are only as good as these lengths.',
    'The longest prefix that matches decides; an address that none matches keeps its length.',
  ],
  files: [['`/etc/flow-tools/cfg/mask.cfg`', 'Configuration file without -m, see flow-mask.cfg(5).']],
  environment: environment('FLOW_TOOLS_CFGDIR', 'FLOW_TOOLS_DEFECTS'),
  exit: EXIT_OF_READERS,
  examples: [
    'Octets by source prefix, with the prefixes of the own network:',
    {
      file: 'mask.cfg',
      content: `mask-definition default
  prefix 10.1.0.0/16 24
  prefix 192.168.0.0/16 24
  prefix 0.0.0.0/0 8
`,
    },
    {
      run: 'flow-cat router | flow-mask -m mask.cfg | flow-stat -f 24 -S 2 | grep -v "^#" | head -3',
      prints: `10.1/24             40                    90627262              99703
192.168.5/24        24                    57657414              75952
203/8               10                    43003529              44925
`,
    },
  ],
  differences: ['A prefix may have a length that is not the one to set, as above. -h ends with status 0.'],
  seeAlso: ['flow-mask.cfg(5)', 'flow-stat(1)', 'flow-report(1)'],
};
