/** flow-stat.cfg(5). */
import { COLUMN_TEXTS, FIELD_GROUPS } from '../../stat/report/fields.js';
import { ADDRESS_FORMATS, OUTPUT_OPTIONS, PATH_TIMES } from '../../stat/report/stat-file.js';
import { REPORT_TYPES } from '../../stat/report/types.js';
import { environment } from '../common.js';
import type { FilePage, Terms } from '../page.js';
import { STATEMENTS } from './statements.js';

function sentences(table: Readonly<Record<string, string>>): Terms {
  return Object.entries(table).map(([name, text]) => [`\`${name}\``, text]);
}

const GROUPS = Object.entries(FIELD_GROUPS).map(([name, fields]): Terms[number] => [
  `\`${name}\``,
  `All of ${fields.join(', ')}.`,
]);

export const FLOW_STAT_CFG: FilePage = {
  kind: 'file',
  name: 'flow-stat.cfg',
  purpose: 'reports on flows',
  synopsis: `include-filter FILE
include-tag FILE
include-mask FILE

stat-report NAME
  type TYPE
  filter NAME
  scale NUMBER
  tag-mask SOURCE DESTINATION
  ip-source-address-format FORMAT
  ip-destination-address-format FORMAT
  output
    sort +FIELD|-FIELD
    records NUMBER
    tally NUMBER
    fields +FIELD,-FIELD...
    options +OPTION,-OPTION...
    path TEMPLATE
    path |COMMAND
    time now|start|end|mid
    format ascii

stat-definition NAME
  mask NAME
  tag NAME
  filter NAME
  time-series SECONDS
  report NAME`,
  description: [
    'The file stat.cfg, or another that an option names, tells flow-report(1) which reports to make. A report says what is summed up, its outputs say what is written where, and a definition gathers reports that are made of the same flows.',
    {
      terms: [
        [
          '`include-filter` {file}, `include-tag` {file}, `include-mask` {file}',
          'Where filters, tags and masks are defined, instead of in filter.cfg, tag.cfg and mask.cfg; each at most once.',
        ],
        ['`stat-report` {name}', 'Begins a report.'],
        ['`type` {type}', 'What it sums up by; it comes first. See TYPES.'],
        ['`filter` {name}', 'Counts only flows that this filter-definition permits.'],
        ['`scale` {number}', 'Multiplies octets and packets, for sampled flows.'],
        ['`tag-mask` {source} {destination}', 'Tags are taken AND these while this report counts.'],
        [
          '`ip-source-address-format` {format}, `ip-destination-address-format` {format}',
          'How addresses are written:',
          { terms: sentences(ADDRESS_FORMATS) },
        ],
        ['`output`', 'Begins an output; a report may have several.'],
        ['`sort +`{field}, `sort -`{field}', 'Sorts the rows: `+` the largest first, `-` the smallest first.'],
        ['`records` {number}', 'Stops after so many rows.'],
        ['`tally` {number}', 'A line of running sums, in per cent, after so many rows.'],
        [
          '`fields` {list}',
          'Columns to add (`+`) and to leave out (`-`), with commas and no blanks between. See FIELDS.',
        ],
        ['`options` {list}', 'Likewise what else to show:', { terms: sentences(OUTPUT_OPTIONS) }],
        [
          '`path` {template}, `path |`{command}',
          'A file, in which strftime(3) conversions such as `%Y-%m-%d` stand for a time, in the time zone of the process. Directories are made. The first interval of a time series begins the file anew, others are added to it. After `|` it is a command that gets the output, run without a shell. Without it the output is standard output.',
        ],
        ['`time` {word}', 'Which time the path shows (default mid):', { terms: sentences(PATH_TIMES) }],
        ['`format ascii`', 'The only one there is; may be left out.'],
        [
          '`stat-definition` {name}',
          'Begins a definition. Flows get masks first, then tags, then the filter is asked.',
        ],
        ['`mask` {name}', 'Sets prefix lengths, see flow-mask.cfg(5).'],
        ['`tag` {name}', 'Sets tags, see flow-tag.cfg(5); the flows become version 1005.'],
        ['`filter` {name}', 'Drops flows that this filter-definition does not permit, for all reports.'],
        [
          '`time-series` {seconds}',
          'Writes all reports, and begins again, whenever a flow was exported more than this after the first.',
        ],
        ['`report` {name}', 'A report to make; any number of these.'],
      ],
    },
  ],
  sections: [
    STATEMENTS,
    {
      title: 'FIELDS',
      blocks: [
        'Shown without being asked for are key, flows, octets, packets, duration and, for types that have it, count.',
        { terms: [...sentences(COLUMN_TEXTS), ...GROUPS] },
      ],
    },
    {
      title: 'OUTPUT',
      blocks: [
        'Lines that begin with `#` come before the rows: with +header what the report is, with +totals `# rec1:` and the totals, and `# recn:` with the names of the columns, those of keys marked by `*`. Then comes a row for each key, values with commas between. `# stop, hit record limit.` follows where rows were left out.',
        'Records without packets are not counted, except as `ignores`.',
      ],
    },
    {
      title: 'TYPES',
      blocks: [{ terms: REPORT_TYPES.map(({ name, text }) => [`\`${name}\``, text]) }],
    },
  ],
  files: [['`/etc/flow-tools/cfg/stat.cfg`', 'Read unless an option names another file.']],
  environment: environment('FLOW_TOOLS_CFGDIR', 'FLOW_TOOLS_SYMDIR', 'TZ'),
  examples: [
    'The two busiest pairs of hosts of every hour:',
    {
      file: 'stat.cfg',
      content: `stat-report pairs
  type ip-source/destination-address
  output
    sort +octets
    records 2
    fields -flows,-packets,-duration

stat-definition hourly
  time-series 3600
  report pairs
`,
    },
    {
      run: 'flow-cat router | flow-report -s stat.cfg -S hourly',
      prints: `# recn: ip-source-address*,ip-destination-address*,octets
192.168.5.32,10.1.6.74,22845483
10.1.0.238,10.1.0.34,22590784
# stop, hit record limit.
# recn: ip-source-address*,ip-destination-address*,octets
203.0.113.46,172.16.8.3,22427136
203.0.113.8,10.2.16.6,19552842
# stop, hit record limit.
`,
    },
  ],
  differences: [
    'The command after `path |` is run without a shell: quotes keep blanks, and no sign has a meaning of its own.',
  ],
  seeAlso: ['flow-report(1)', 'flow-filter.cfg(5)', 'flow-mask.cfg(5)', 'flow-tag.cfg(5)', 'flow-symbols(5)'],
};
