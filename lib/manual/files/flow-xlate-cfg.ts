/** flow-xlate.cfg(5). */
import { XLATE_TYPES } from '../../cfg/xlate-types.js';
import { environment } from '../common.js';
import type { FilePage } from '../page.js';
import { STATEMENTS } from './statements.js';

/** The statements that give a type what it needs. */
const NEEDS = {
  mask: 'Needs `mask`.',
  scale: 'Needs `scale`.',
  as: 'Needs `as`.',
  key: 'Needs `key` or `key-file`.',
} as const;

export const FLOW_XLATE_CFG: FilePage = {
  kind: 'file',
  name: 'flow-xlate.cfg',
  purpose: 'how to rewrite flows',
  synopsis: `include-filter FILE

xlate-action NAME
  type TYPE
  mask SOURCE DESTINATION
  scale NUMBER
  as NUMBER
  algorithm cryptopan-aes128
  key HEXADECIMAL
  key-file FILE
  key-file-refresh MINUTES [HH:MM:SS]

xlate-definition NAME
  term
    filter NAME
    action NAME
    stop`,
  description: [
    'The file xlate.cfg, or another that an option names, tells flow-xlate(1) how to rewrite flows.',
    {
      terms: [
        [
          '`include-filter` {file}',
          'Where the filter-definitions of `filter` are, see flow-filter.cfg(5); several files may be included.',
        ],
        ['`xlate-action` {name}', 'Begins an action.'],
        ['`type` {type}', 'What it does; it comes first. See TYPES.'],
        ['`mask` {source} {destination}', 'Two masks, as dotted quads or numbers.'],
        ['`scale` {number}', 'What packets and octets are multiplied by, modulo 2^32.'],
        ['`as` {number}', 'An AS number, 0 to 65535.'],
        ['`algorithm cryptopan-aes128`', 'The only one there is; may be left out.'],
        ['`key` {hexadecimal}', 'The secret: 64 hexadecimal digits. Who has it can tell the addresses again.'],
        ['`key-file` {file}', 'The same in a file.'],
        [
          '`key-file-refresh` {minutes} [{time}]',
          'The file is read again every so many minutes, counted from this time of day (default midnight) in the time zone of the process.',
        ],
        ['`xlate-definition` {name}', 'Begins a definition.'],
        ['`term`', 'Begins a term; all are applied, in order.'],
        ['`filter` {name}', 'The term concerns only flows that this filter-definition permits.'],
        ['`action` {name}', 'Applies an action; any number of these, in order.'],
        ['`stop`', 'Flows that the filter of this term permits are not looked at by further terms.'],
      ],
    },
  ],
  sections: [
    STATEMENTS,
    {
      title: 'TYPES',
      blocks: [
        {
          terms: Object.entries(XLATE_TYPES).map(([name, { text, needs }]) => [
            `\`${name}\``,
            needs === undefined ? text : `${text} ${NEEDS[needs]}`,
          ]),
        },
      ],
    },
  ],
  files: [['`/etc/flow-tools/cfg/xlate.cfg`', 'Read unless an option names another file.']],
  environment: environment('FLOW_TOOLS_CFGDIR', 'TZ'),
  examples: [
    'An exporter that samples one packet in 100, and sends 0 for its own AS:',
    {
      file: 'xlate.cfg',
      content: `xlate-action sampling
  type scale
  scale 100

xlate-action own-as
  type replace-source-as0
  as 64500

xlate-definition default
  term
    action sampling
    action own-as
`,
    },
    {
      run: 'flow-cat router | flow-xlate -x xlate.cfg | flow-print -f 4 | head -3',
      prints: `srcIP              dstIP              prot  srcAS  dstAS  octets      packets
192.168.5.1/24     192.168.5/24       17    64500  0      67417600    147200
10.2.16.216/20     10.1.0.65/16       6     64500  0      1218528000  1269300
`,
    },
  ],
  differences: ['Anonymising is always there.'],
  seeAlso: ['flow-xlate(1)', 'flow-filter.cfg(5)'],
};
