/** flow-parquet(1). */
import { PARQUET_SYNTAX } from '../../twins/syntax.js';
import { environment } from '../common.js';
import type { CommandPage } from '../page.js';

export const FLOW_PARQUET: CommandPage = {
  kind: 'command',
  name: 'flow-parquet',
  syntax: PARQUET_SYNTAX,
  description: [
    'flow-parquet makes a columnar twin of each complete flow file: a Parquet file with the same flows in the same order. Reports read from it only the fields they need, which is many times faster, and it is smaller than the compressed flow file. The twin of {base}`/`{device}`/2025/ft-...` is {base}`/.columns/`{device}`/2025/ft-....parquet`. All programs find it there. A twin tells size and time of its flow file, and is ignored when these have changed.',
    'Operands are flow files, and directories, of which all complete files are taken. A twin holds every octet of the flow file, so that the file can be made again of it. Files that are damaged or still being written get no twin, nor do those of stream version 1: a message says so, and the other files go on. flow-parquet always runs at low priority, and it can be ended or killed at any time: a twin is there as a whole or not at all.',
    'flow-capture(1) makes the twins of the files that it completes, see its -P. For those that were there before run flow-parquet once; run by cron(8) it makes what is missing: make install puts `cron/flow-parquet` into `/etc/cron.d`. Queries take twins wherever they are valid.',
  ],
  notes: {
    b: [
      'The directory must be above the flow files. Use it where the one above the working directory is not writable.',
    ],
    k: [
      'The age is that of the last change of the flow file. Both files are read to the end, and compared, before the flow file is removed. All commands of this package then read the twin instead, also where they are given the name of the flow file; flow-tools cannot.',
    ],
    r: [
      'Operands may be the names of flow files that are gone, twins, or directories of either. A flow file that is there is left alone. Header and records are those that were, octet for octet; data that were compressed are compressed anew.',
    ],
  },
  files: [
    [
      '{base}`/.columns`',
      'Twins of the flow files below {base}. They can be deleted, unless -k has removed flow files.',
    ],
  ],
  environment: environment('TZ'),
  exit: [
    ['0', 'Done.'],
    ['1', 'A file got no twin, could not be compared or made again, or an option is wrong. A message says what.'],
  ],
  examples: [
    'What would be made, then make it:',
    {
      run: 'flow-parquet -n router',
      prints:
        'flow-parquet: would make .columns/router/2025/2025-03/2025-03-30/ft-v05.2025-03-30.000000+0000.parquet of router/2025/2025-03/2025-03-30/ft-v05.2025-03-30.000000+0000\n',
    },
    { run: 'flow-parquet router' },
    'Any program that knows Parquet can read twins, such as DuckDB:',
    {
      run: `duckdb -c "SELECT srcaddr, sum(doctets) FROM '.columns/router/**/*.parquet' GROUP BY ALL LIMIT 5"`,
      untested: 'needs duckdb',
    },
    'Every night make what is missing, and remove flow files after 30 days:',
    { run: 'flow-parquet -k 30 /var/flow', untested: 'needs files' },
    'Give one of them to a program that reads flow files only:',
    { run: 'flow-parquet -r /var/flow/router/2025/2025-03/2025-03-30', untested: 'needs files' },
  ],
  differences: ['flow-tools has no such command.'],
  seeAlso: ['flow-capture(1)', 'flow-expire(1)', 'flow-cat(1)', 'flow-file(5)'],
};
