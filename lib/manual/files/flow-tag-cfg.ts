/** flow-tag.cfg(5). */
import { TAG_TYPES } from '../../cfg/tag-types.js';
import { environment } from '../common.js';
import type { FilePage } from '../page.js';
import { STATEMENTS } from './statements.js';

export const FLOW_TAG_CFG: FilePage = {
  kind: 'file',
  name: 'flow-tag.cfg',
  purpose: 'tags for flows',
  synopsis: `tag-action NAME
  type TYPE
  match VALUE VERB TAG

tag-definition NAME
  term
    exporter ADDRESS
    input-filter LIST
    output-filter LIST
    action NAME`,
  description: [
    'The file tag.cfg, or another that an option names, tells flow-tag(1) and flow-report(1) which tags flows get. Each flow has a source tag and a destination tag of 32 bits, both 0 at first.',
    {
      terms: [
        ['`tag-action` {name}', 'Begins an action: a table of values of one field, and what they do to the tags.'],
        ['`type` {type}', 'The field; it comes first. See TYPES.'],
        [
          '`match` {value} {verb} {tag}',
          'What a flow with this value gets. {verb} is `set-source` or `set-destination`, which replace the tag, or `or-source` or `or-destination`, which add bits to it; `src` and `dst` are the short forms. A value may have one set or several ors on each side.',
        ],
        ['`tag-definition` {name}', 'Begins a definition.'],
        ['`term`', 'Begins a term. Every term whose conditions hold is applied, in order.'],
        ['`exporter` {address}', 'Condition: the flow came from this exporter.'],
        [
          '`input-filter` {list}, `output-filter` {list}',
          'Condition: its input or output interface is in the list: numbers and ranges with commas between. A `!` in front turns it round.',
        ],
        ['`action` {name}', 'Applies an action; any number of these, in order.'],
      ],
    },
  ],
  sections: [
    STATEMENTS,
    {
      title: 'TYPES',
      blocks: [
        'Names for one type are listed together.',
        { terms: TAG_TYPES.map(({ names, text }) => [names.map((name) => `\`${name}\``).join(', '), text]) },
      ],
    },
  ],
  files: [['`/etc/flow-tools/cfg/tag.cfg`', 'Read unless an option names another file.']],
  environment: environment('FLOW_TOOLS_CFGDIR'),
  examples: [
    'Customers by address in the source tag; web traffic sets a bit of it, whoever the customer is:',
    {
      file: 'tag.cfg',
      content: `tag-action customers
  type source-prefix
  match 10.1.0.0/16 set-source 0x100
  match 10.2.0.0/16 set-source 0x200

tag-action web
  type tcp-port
  match 80 or-source 1
  match 443 or-source 1

tag-definition default
  term
    action customers
    action web
`,
    },
    {
      run: 'flow-cat router | flow-tag -t tag.cfg | flow-print | head -4',
      prints: `srcTag      dstTag      srcIP            dstIP            octets      packets
0x00000000  0x00000000  192.168.5.1      192.168.5.0      674176      1472
0x00000200  0x00000000  10.2.16.216      10.1.0.65        12185280    12693
0x00000100  0x00000000  10.1.0.150       203.0.113.7      3556        4
`,
    },
  ],
  seeAlso: ['flow-tag(1)', 'flow-filter.cfg(5)', 'flow-stat.cfg(5)', 'flow-symbols(5)'],
};
