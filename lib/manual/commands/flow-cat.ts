/** flow-cat(1). */
import { CAT_SYNTAX } from '../../rows/cat.js';
import { environment, ZONES } from '../common.js';
import type { CommandPage } from '../page.js';

export const FLOW_CAT: CommandPage = {
  kind: 'command',
  name: 'flow-cat',
  syntax: CAT_SYNTAX,
  description: [
    'flow-cat reads flow files one after another and writes all their flows as one. Usually it stands at the head of a pipeline: it finds the files that flow-capture(1) has written, and another command selects, prints or counts what is in them.',
    'Each operand is a file, a directory, or `-` for standard input, which is also read if there is no operand. In a directory and all below it flow files are found by their names, which begin with `ft`, `tmp` or `cf`, and are read in the order of their names, which is that of time. A file whose name begins with `tmp` is still being written and is left out unless -a is given.',
    'All files must hold flows of one export version; flow-xlate(1) translates.',
  ],
  notes: {
    g: ['Otherwise the operands keep their order, and only the files of one directory are sorted.'],
    t: [
      `Whole files are chosen, by their headers: flow-nfilter(1) chooses single flows. ${ZONES} See DATES in flow-filter.cfg(5).`,
    ],
    p: ['Useful with standard output, whose header would otherwise tell nothing of them.'],
  },
  environment: environment('TZ', 'FLOW_TOOLS_DEFECTS'),
  exit: [
    ['0', 'Done. A file that cannot be read or is damaged is told on standard error; what could be read was written.'],
    ['1', 'There was no flow file to read at all, the export versions differ, or an option is wrong.'],
  ],
  examples: [
    'The first flows of a day, from the directory in which flow-capture(1) puts what one router sends:',
    {
      run: 'flow-cat router/2025/2025-03/2025-03-30 | flow-print | head -4',
      prints: `srcIP            dstIP            prot  srcPort  dstPort  octets      packets
192.168.5.1      192.168.5.0      17    25       11719    674176      1472
10.2.16.216      10.1.0.65        6     10613    25       12185280    12693
10.1.0.150       203.0.113.7      6     49615    110      3556        4
`,
    },
    'One compressed file of what was captured since yesterday:',
    { run: 'flow-cat -t yesterday -z 9 -o recent.ft router', untested: 'depends on the day' },
  ],
  differences: [
    'In flow-tools a lone -t keeps the files that started before the time, and a lone -T those that ended after it; `FLOW_TOOLS_DEFECTS=original` brings that back. -h ends with status 0.',
  ],
  seeAlso: ['flow-merge(1)', 'flow-split(1)', 'flow-print(1)', 'flow-capture(1)', 'flow-file(5)'],
};
