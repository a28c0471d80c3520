/** flow-tag(1). */
import { TAG_SYNTAX } from '../../rows/tag-command.js';
import { environment, EXIT_OF_READERS } from '../common.js';
import type { CommandPage } from '../page.js';

export const FLOW_TAG: CommandPage = {
  kind: 'command',
  name: 'flow-tag',
  syntax: TAG_SYNTAX,
  choicesIn: 'flow-tag.cfg(5)',
  description: [
    'flow-tag reads flows from standard input, gives each a source tag and a destination tag by a configuration file, flow-tag.cfg(5), and writes them. A tag is a number of 32 bits with the meaning that you choose: a customer, a site, a service. Others can then select, sum and split by tags: flow-filter.cfg(5), flow-stat(1) -f 30 to 32, flow-report(1), flow-split(1).',
    'The output has version 1005, which is version 5 with tags. Flows of versions 5, 6, 7 and 1005 can be tagged.',
  ],
  files: [['`/etc/flow-tools/cfg/tag.cfg`', 'Configuration file without -t, see flow-tag.cfg(5).']],
  environment: environment('FLOW_TOOLS_CFGDIR', 'FLOW_TOOLS_DEFECTS'),
  exit: EXIT_OF_READERS,
  examples: [
    'Octets by customer, who is known by the address:',
    {
      file: 'tag.cfg',
      content: `tag-action customers
  type source-prefix
  match 10.1.0.0/16 set-source 0x10001
  match 10.2.0.0/16 set-source 0x10002

tag-definition default
  term
    action customers
`,
    },
    {
      run: 'flow-cat router | flow-tag -t tag.cfg | flow-stat -f 30 -n -w | grep -v "^#"',
      prints: `UNTAGGED         117                   179209532             317873                3851228
CUSTOMER-TWO     27                    40500653              82069                 2650584
CUSTOMER-ONE     56                    103280254             130489                3867768
`,
    },
  ],
  differences: ['A term without an action does nothing. -h ends with status 0.'],
  seeAlso: ['flow-tag.cfg(5)', 'flow-split(1)', 'flow-stat(1)', 'flow-symbols(5)'],
};
