/** flow-gen(1). */
import { GEN_SYNTAX } from '../../rows/generate.js';
import { EXIT } from '../common.js';
import type { CommandPage } from '../page.js';

export const FLOW_GEN: CommandPage = {
  kind: 'command',
  name: 'flow-gen',
  syntax: GEN_SYNTAX,
  description: [
    'flow-gen writes made-up flows to standard output, to try other commands on. Each field begins at a value and grows by a step from flow to flow, so that the output of a command can be foretold; the flows are the same in every run.',
  ],
  exit: EXIT,
  examples: [
    'Three flows:',
    {
      run: 'flow-gen -n 3 | flow-print',
      prints: `srcIP            dstIP            prot  srcPort  dstPort  octets      packets
0.0.0.0          255.255.0.0      17    0        65280    1           1
0.0.0.1          255.255.0.1      17    1        65281    2           2
0.0.0.2          255.255.0.2      17    2        65282    3           3
`,
    },
  ],
  seeAlso: ['flow-print(1)', 'flow-send(1)', 'flow-file(5)'],
};
