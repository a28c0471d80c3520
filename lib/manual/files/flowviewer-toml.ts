/** FlowViewer.toml(5), from the tables of parameters. */
import { expectedForm, PARAMETERS, type Parameter } from '../../config/parameter.js';
import { tomlValue } from '../../config/toml-value.js';
import { UNUSED_PARAMETERS, type UnusedGroup } from '../../config/unused.js';
import type { FilePage, Terms } from '../page.js';

const USED: Terms = PARAMETERS.map((row: Parameter) => [
  `\`${row.name}\``,
  `${row.doc} It must be ${expectedForm(row.type)}; default \`${tomlValue(row.default)}\`.`,
]);

function unused(state: UnusedGroup['state']): Terms {
  const groups: readonly UnusedGroup[] = UNUSED_PARAMETERS;
  return groups
    .filter((group) => group.state === state)
    .map(({ names, because }) => [names.map((name) => `\`${name}\``).join(', '), `${because}.`]);
}

export const FLOWVIEWER_TOML: FilePage = {
  kind: 'file',
  name: 'FlowViewer.toml',
  purpose: 'configuration of the pages of FlowViewer',
  synopsis: 'NAME = VALUE',
  description: [
    'The file is TOML: a line for each parameter, `#` before comments, texts in double quotes, lists in brackets, which may go over several lines. Parameters that it does not name have their defaults. Names are those of the original wherever it has the parameter.',
    'Pages read the file at each request. Unknown names and unfit values are told with their line, all at once, and no page is made until they are right: run flowviewer-config(1) with `check` after each change. flowviewer-config makes a file of the FlowViewer_Configuration.pm of the original as well.',
  ],
  sections: [
    { title: 'PARAMETERS', blocks: [{ terms: USED }] },
    {
      title: 'PARAMETERS OF THE ORIGINAL WITHOUT EFFECT',
      blocks: [
        'A file that sets these serves all the same. Not needed are:',
        { terms: unused('not needed') },
        'Not used by this version are:',
        { terms: unused('not yet') },
      ],
    },
  ],
  files: [['`/etc/flowviewer/FlowViewer.toml`', 'Read unless FLOWVIEWER_CONFIG names another file.']],
  environment: [['`FLOWVIEWER_CONFIG`', 'The file to read; the web server sets it for the pages.']],
  examples: [
    {
      lines: `flow_data_directory = "/var/flows"
devices = [
  "MYROUTER",         # head office
  "MYSECONDROUTER",
]
date_format = "YMD"`,
    },
  ],
  differences: ['The original had a Perl module in this place, which was executed.'],
  seeAlso: ['flowviewer-config(1)', 'flowviewer(7)'],
};
