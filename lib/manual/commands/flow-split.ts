/** flow-split(1). */
import { SPLIT_SYNTAX } from '../../rows/split.js';
import { environment, EXIT_OF_READERS } from '../common.js';
import type { CommandPage } from '../page.js';

export const FLOW_SPLIT: CommandPage = {
  kind: 'command',
  name: 'flow-split',
  syntax: SPLIT_SYNTAX,
  description: [
    'flow-split reads flows from standard input and writes them to several files: a new one after a number of flows (-N) or a time (-T), and one series of files for each tag (-g, -G), which flow-tag(1) has set. The files are {basename}`.0`, {basename}`.1` and so on, or {basename}`.`{tag}`.0`; they have complete headers.',
    'Without -N and -T there is one file, or one for each tag.',
  ],
  notes: {
    T: ['Times are those at which the exporter sent the flows.'],
    n: ['A `/` in a name becomes `_`. Tags without a name are decimal numbers.'],
  },
  environment: environment('FLOW_TOOLS_SYMDIR', 'FLOW_TOOLS_DEFECTS'),
  exit: EXIT_OF_READERS,
  examples: [
    'Two hours in pieces of half an hour:',
    {
      run: 'flow-cat router | flow-split -T 1800 -o half && ls half.*',
      prints: `half.0
half.1
half.2
half.3
`,
    },
  ],
  differences: ['The capture start in a header is that of its own first flow. -h ends with status 0.'],
  seeAlso: ['flow-cat(1)', 'flow-tag(1)', 'flow-symbols(5)'],
};
