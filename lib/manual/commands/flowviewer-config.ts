/** flowviewer-config(1). */
import { CONFIG_SYNTAX } from '../../setup/config-command.js';
import type { CommandPage } from '../page.js';

export const FLOWVIEWER_CONFIG: CommandPage = {
  kind: 'command',
  name: 'flowviewer-config',
  syntax: CONFIG_SYNTAX,
  description: [
    'flowviewer-config works on the configuration of the pages, see FlowViewer.toml(5).',
    {
      terms: [
        [
          '`check`',
          'reads the file as the pages do. Every wrong line is told with the form that is expected, and every parameter that has no effect with the reason.',
        ],
        [
          '`show`',
          'prints all parameters with their values, as a file that could be used; of the parameters that are named also what they are for, and on which line they are set.',
        ],
        [
          '`import`',
          'prints a configuration made of the FlowViewer_Configuration.pm of the original. The file is read and not executed: assignments, lists, variables in texts, concatenations and sums are understood. What only Perl could read, values that do not fit and names that are no parameters are told with their line, and stand as comments at the end of what is printed.',
        ],
      ],
    },
  ],
  environment: [['`FLOWVIEWER_CONFIG`', 'The configuration file, instead of the installed one.']],
  files: [['`/etc/flowviewer/FlowViewer.toml`', 'The installed configuration.']],
  exit: [
    ['0', 'Done, and nothing is wrong.'],
    [
      '1',
      'A line of the configuration is wrong, something of the original needs a look, or an argument is wrong. A message says what.',
    ],
  ],
  examples: [
    'Take over the settings of an original installation, look at what is told, then check:',
    {
      run: 'flowviewer-config import FlowViewer_Configuration.pm > FlowViewer.toml',
      untested: 'needs a file of the original',
    },
    { run: 'flowviewer-config -f FlowViewer.toml check', untested: 'needs the file that the line before makes' },
    'What does a parameter mean?',
    {
      file: 'site.toml',
      content: '# a small network\nmaximum_days = 31\n',
    },
    {
      run: 'flowviewer-config -f site.toml show maximum_days',
      prints: `# Longest window that a report or graph may ask for.
# Expected: a whole number of days from 1 to 3660; default: 366.
# From: site.toml:2
maximum_days = 31
`,
    },
    'A mistake is told with its line:',
    { file: 'wrong.toml', content: 'N = 3\nmaximum_days = "many"\n' },
    {
      run: 'flowviewer-config -f wrong.toml check',
      prints: 'flowviewer-config: wrong.toml:2: maximum_days must be a whole number of days from 1 to 3660.\n',
    },
  ],
  differences: ['The original had no such command: its configuration was a Perl program.'],
  seeAlso: ['flowviewer-check(1)', 'FlowViewer.toml(5)', 'flowviewer(7)'],
};
