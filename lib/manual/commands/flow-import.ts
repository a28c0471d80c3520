/** flow-import(1). */
import { IMPORT_SYNTAX } from '../../rows/import/command.js';
import { environment } from '../common.js';
import type { CommandPage } from '../page.js';

export const FLOW_IMPORT: CommandPage = {
  kind: 'command',
  name: 'flow-import',
  syntax: IMPORT_SYNTAX,
  description: [
    'flow-import reads flows from standard input in a format of another program and writes them as a flow file to standard output. At the end it tells on standard error how many flows it read.',
    'With -f 2 a first line that begins with `#:` names the fields of the columns; otherwise -m does, or they are all fields of the export version in the order that flow-export(1) lists. Other lines that begin with `#` are comments. Numbers are decimal, hexadecimal after 0x, or octal after 0; addresses are dotted quads or numbers. Fields without a column, and columns that a line lacks, are 0.',
    'With -V 1009, which only -f 2 knows, records are extended ones: addresses may be IPv6, and `elements`, the last column, holds elements that no field stands for, as flow-export(1) writes them; their names are those of element.cfg, too. What flow-export writes of extended records comes back as it was, but for the width of numbers in elements, which is that of their types, and zeros behind texts.',
  ],
  environment: environment('FLOW_TOOLS_DEFECTS'),
  exit: [
    ['0', 'Done.'],
    ['1', 'An option is wrong, or the input cannot be understood; flows before the fault were written.'],
    ['255', 'The line that names the fields has a name that is none.'],
  ],
  examples: [
    'A flow written by hand:',
    {
      run: "printf '#:dpkts,doctets,srcaddr,dstaddr,prot\\n3,180,192.0.2.7,198.51.100.1,6\\n' | flow-import -f 2 -V 5 | flow-print",
      prints: `srcIP            dstIP            prot  srcPort  dstPort  octets      packets
192.0.2.7        198.51.100.1     6     0        0        180         3
flow-import: Imported 1 records.
`,
    },
  ],
  differences: ['Formats 0 and 4 end with status 0 after success. -f 4 and -b big may be used together.'],
  seeAlso: ['flow-export(1)', 'flow-file(5)'],
};
