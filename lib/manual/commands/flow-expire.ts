/** flow-expire(1). */
import { EXPIRE_SYNTAX } from '../../capture/flow-expire.js';
import { EXIT } from '../common.js';
import type { CommandPage } from '../page.js';

export const FLOW_EXPIRE: CommandPage = {
  kind: 'command',
  name: 'flow-expire',
  syntax: EXPIRE_SYNTAX,
  description: [
    'flow-expire deletes the oldest flow files below a directory until the rest is within the limits of -e and -E; either limit alone is enough to delete a file. flow-capture(1) does the same for its own working directory; this command is for directories that no capture looks after any more, or for cron(8).',
    'Flow files are known by their names, which begin with `ft`, `tmp` or `cf`, and their headers; other files are named and left alone. The age of a file is the start of its capture as its header says. Empty directories stay. A columnar twin, see flow-parquet(1), counts with its file and is deleted with it, and a file of which only the twin is left is a file like others.',
  ],
  notes: {
    d: ['A line for each file, then `remove/1` for what is beyond -e and `remove/2` for what is beyond -E.'],
  },
  exit: EXIT,
  examples: [
    'See what would go if only 100 MiB were to stay, then do it:',
    { run: 'flow-expire -d 1 -E 100M -w /var/flow/old', untested: 'needs files' },
    { run: 'flow-expire -E 100M -w /var/flow/old', untested: 'needs files' },
  ],
  differences: ['Messages go to standard error, with and without -d.'],
  seeAlso: ['flow-capture(1)', 'flow-parquet(1)', 'flow-file(5)'],
};
