/** flow-filter.cfg(5). */
import { MATCHES } from '../../cfg/matches.js';
import { PRIMITIVE_TYPES } from '../../cfg/primitive-types.js';
import { environment, LISTS, ZONES } from '../common.js';
import type { FilePage } from '../page.js';
import { STATEMENTS } from './statements.js';

export const FLOW_FILTER_CFG: FilePage = {
  kind: 'file',
  name: 'flow-filter.cfg',
  purpose: 'filters for flows',
  synopsis: `filter-primitive NAME
  type TYPE
  permit ARGUMENT
  deny ARGUMENT
  default permit|deny
  mask NUMBER

filter-definition NAME
  match MATCH PRIMITIVE
  or
  invert`,
  description: [
    'The file filter.cfg, or another that an option names, defines filters. flow-nfilter(1) writes the flows that one permits; flow-fanout(1), flow-report(1) and flow-xlate(1) ask filters, too.',
    'A filter has two layers. A primitive is a set of values: ports, prefixes, times of day. A definition matches fields of the flow with primitives: the same primitive can be asked about source and destination.',
    {
      terms: [
        ['`filter-primitive` {name}', 'Begins a primitive.'],
        ['`type` {type}', 'What kind of values it has; it comes first. See TYPES.'],
        ['`permit` {argument}, `deny` {argument}', 'Puts values into the set, or takes them out; any number of these.'],
        ['`default permit`, `default deny`', 'What happens to values that none of these names; deny if it is absent.'],
        ['`mask` {number}', 'Values are taken AND this number; types ip-tos and ip-tcp-flags only.'],
        ['`filter-definition` {name}', 'Begins a definition.'],
        [
          '`match` {match} {primitive}',
          'Asks the primitive about a field, see MATCHES. All matches of a group must permit.',
        ],
        ['`or`', 'Begins another group: the flow passes if any group permits it.'],
        ['`invert`', 'Turns the result of the whole definition round.'],
      ],
    },
    'A definition without any match permits nothing.',
  ],
  sections: [
    STATEMENTS,
    {
      title: 'TYPES',
      blocks: [
        `${LISTS} Where a type says so names from symbol files stand for numbers. A \`!\` in front of the list turns the statement round: \`permit !80,443\` denies these two and leaves the others to the default. Of several statements for one number the last counts, with a warning. OP is one of lt, le, eq, ne, ge and gt.`,
        {
          terms: Object.entries(PRIMITIVE_TYPES).map(([name, { argument, text }]) => [`\`${name}\` ${argument}`, text]),
        },
      ],
    },
    {
      title: 'MATCHES',
      blocks: [
        'Names for one field are listed together; the types that fit it follow.',
        {
          terms: MATCHES.map(({ names, text, types }) => [
            names.map((name) => `\`${name}\``).join(', '),
            `${text} ${types.length > 1 ? 'Types' : 'Type'} ${types.join(', ')}.`,
          ]),
        },
      ],
    },
    {
      title: 'DATES',
      blocks: [
        'The type time-date, and flow-cat(1) -t and -T, take dates in many forms:',
        {
          terms: [
            [
              'Dates',
              '`2025-03-30`, `3/30/2025` (month first), `30 Mar 2025`, `March 30, 2025`, `20250330`; without a year it is the present one.',
            ],
            ['Times', '`00:20`, `00:20:15`, `1:30 pm`, after a date or alone, which is today. A date alone is 00:00.'],
            ['Zones', 'At the end: `UTC`, `CET`, `EST` and so on, or directly after the time as `+0200`.'],
            [
              'Relative',
              '`now`, `today`, `yesterday`, `tomorrow`, `1 hour ago`, `-2 days`, `last week`, `last friday`, `next month`.',
            ],
          ],
        },
        `${ZONES} Seconds since 1970 and the T of ISO 8601 are not understood.`,
      ],
    },
  ],
  files: [['`/etc/flow-tools/cfg/filter.cfg`', 'Read unless an option names another file.']],
  environment: environment('FLOW_TOOLS_CFGDIR', 'FLOW_TOOLS_SYMDIR', 'TZ'),
  examples: [
    'Long flows at night, and everything from outside to telnet:',
    {
      file: 'night.cfg',
      content: `filter-primitive night
  type time
  permit lt 06:00
  permit ge 22:00

filter-primitive long
  type counter
  permit gt 600000

filter-primitive outside
  type ip-address-prefix
  deny 10.0.0.0/8
  deny 192.168.0.0/16
  default permit

filter-primitive telnet
  type ip-port
  permit 23

filter-definition suspicious
  match start-time night
  match duration long
  or
  match src-ip-addr outside
  match dst-ip-port telnet
`,
    },
    {
      run: 'flow-cat router | flow-nfilter -f night.cfg -F suspicious | flow-print -f 5 | sed 1,2d',
      prints: `0330.00:24:33.922 0330.00:35:17.262 3     10.2.16.44      53    4     172.16.8.1      4764  17  0  1758       467628
0330.00:23:25.114 0330.00:43:17.249 5     10.2.16.0       22    6     172.16.8.55     36378 6   7  1427       642150
0330.00:40:16.205 0330.01:04:36.950 1     10.1.0.39       80    1     224.0.0.2       39498 6   3  10279      12560938
0330.01:58:04.422 0330.01:58:08.174 8     172.16.8.243    13805 5     10.1.10.251     23    6   2  783        40716
`,
    },
  ],
  differences: [
    'ip-address and ip-address-prefix take IPv6 addresses, although no export version here has them. Numbers of AS and interfaces may have 32 bits. Names of AS numbers come from asn.sym.',
  ],
  seeAlso: ['flow-nfilter(1)', 'flow-report(1)', 'flow-xlate(1)', 'flow-fanout(1)', 'flow-symbols(5)'],
};
