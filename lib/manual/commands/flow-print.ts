/** flow-print(1). */
import { PRINT_SYNTAX } from '../../rows/print/command.js';
import { environment } from '../common.js';
import type { CommandPage } from '../page.js';

export const FLOW_PRINT: CommandPage = {
  kind: 'command',
  name: 'flow-print',
  syntax: PRINT_SYNTAX,
  description: [
    'flow-print reads flows from standard input and prints each as one or two lines of text, under a heading. There are several formats, chosen by -f; each needs fields that not every export version has.',
    'Octets and packets are those of the flow as the exporter counted them: where it samples, they are those of the sample. Times are those of the time zone of the process (`TZ`), as month, day and time with milliseconds, `0330.00:00:34.141`; format 24 has the year as well. Durations are seconds with milliseconds. Prefixes have trailing zero octets left out: 10.1/16.',
  ],
  notes: {
    n: [
      'Names are cut to the width of their column; -w gives them more. They come from the symbol files, see flow-symbols(5).',
    ],
    w: ['Formats 3, 4, 9 to 14 and 18 to 23 have a wide form.'],
  },
  environment: environment('FLOW_TOOLS_CFGDIR', 'TZ', 'FLOW_TOOLS_SYMDIR', 'FLOW_TOOLS_DEFECTS'),
  exit: [
    ['0', 'Done. Damaged input is told on standard error; what precedes the damage was printed.'],
    ['1', 'There is no such format, another option is wrong, or the input is no flow file.'],
    ['255', 'The flows lack a field that the format needs; nothing was printed.'],
  ],
  examples: [
    'Flows with their times (Fl: the TCP flags FIN 1, SYN 2 and RST 4 of all packets together):',
    {
      run: 'flow-cat router | flow-print -f 5 | head -5',
      prints: `Start             End               Sif   SrcIPaddress    SrcP  DIf   DstIPaddress    DstP    P Fl Pkts       Octets

0330.00:00:34.141 0330.00:00:34.745 2     192.168.5.1     25    4     192.168.5.0     11719 17  0  1472       674176
0330.00:00:38.493 0330.00:00:41.462 1     10.2.16.216     10613 0     10.1.0.65       25    6   0  12693      12185280
0329.23:59:42.115 0330.00:01:51.536 4     10.1.0.150      49615 8     203.0.113.7     110   6   3  4          3556
`,
    },
    'The same flows with names of protocols and ports:',
    {
      run: 'flow-cat router | flow-print -n -w | head -4',
      prints: `srcIP            dstIP            prot   srcPort           dstPort           octets      packets
192.168.5.1      192.168.5.0      udp    smtp              11719             674176      1472
10.2.16.216      10.1.0.65        tcp    10613             smtp              12185280    12693
10.1.0.150       203.0.113.7      tcp    49615             pop3              3556        4
`,
    },
  ],
  differences: ['An unknown option ends with status 1, not 0. The input may be of any byte order in every format.'],
  seeAlso: ['flow-cat(1)', 'flow-export(1)', 'flow-nfilter(1)', 'flow-symbols(5)'],
};
