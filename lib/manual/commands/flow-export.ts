/** flow-export(1). */
import { FLOW_FIELDS } from '../../flow/field.js';
import { EXPORT_SYNTAX } from '../../rows/export/command.js';
import { environment } from '../common.js';
import type { CommandPage } from '../page.js';

/** The fields that a mask can name. */
const FIELDS = FLOW_FIELDS.flatMap((field) => ('bit' in field ? [field] : []));

export const FLOW_EXPORT: CommandPage = {
  kind: 'command',
  name: 'flow-export',
  syntax: EXPORT_SYNTAX,
  description: [
    'flow-export reads flows from standard input and writes them in a format that other programs read: spreadsheets and scripts (-f 2), data bases (-f 3 and 5), collectors (-f 4), packet analysers (-f 1). At the end it tells on standard error how many flows it wrote.',
  ],
  notes: {
    m: [
      'Names must be in the order of FIELDS, each once; fields that the export version does not have are left out. A mask is a number, decimal or after 0x, with the bits that FIELDS names.',
    ],
    u: [
      'All six must be there; without -u the table is `raw`. The command connects to nothing: give its output to the client of your data base.',
    ],
  },
  sections: [
    {
      title: 'FIELDS',
      blocks: [
        'The fields in the order of columns, each with its bit in a mask. Addresses are dotted quads, everything else is a decimal number. Where the exporter samples, packets and octets are those of the sample. What `first` and `last` are by the clock follows from `unix_secs`, `unix_nsecs` and `sysuptime`, which belong together.',
        {
          terms: FIELDS.map((field) => [`\`${field.name}\``, `${field.text} Bit ${field.bit}.`]),
        },
        'Extended records (version 1009) have the fields of flow-file(5), which -m takes by name, with IPv6 addresses, and nothing (NULL in statements) for what was not told. Their last column is `elements`: what the exporter told that no field stands for, as `interfaceName=eth0 samplerId=3`, with the names of element.cfg, see flow-capture(1). In comma separated values it is in quotes, with each quote doubled, where it has commas or quotes. -f 0, 1 and 4 have no place for it.',
      ],
    },
  ],
  environment: environment('FLOW_TOOLS_DEFECTS'),
  exit: [
    ['0', 'Done. Damaged input is told on standard error; what precedes the damage was written.'],
    ['1', 'An option is wrong, or the input is no flow file.'],
    ['255', 'The flows lack a field that the format needs; nothing was written.'],
  ],
  examples: [
    'The columns that a spreadsheet shall have:',
    {
      run: 'flow-cat router | flow-export -f 2 -m unix_secs,dpkts,doctets,srcaddr,dstaddr,prot | head -3',
      prints: `#:unix_secs,dpkts,doctets,srcaddr,dstaddr,prot
1743292842,1472,674176,192.168.5.1,192.168.5.0,17
1743292851,12693,12185280,10.2.16.216,10.1.0.65,6
flow-export: Exported 200 records
`,
    },
    'The busiest flow, by octets:',
    {
      run: 'flow-cat router | flow-export -f 2 -m doctets,srcaddr,dstaddr | sort -t, -k1,1nr | sed -n 1p',
      prints: `22845483,192.168.5.32,10.1.6.74
flow-export: Exported 200 records
`,
    },
  ],
  differences: ['The pcap files of -f 1 can be read by other programs. -f 3 is there.'],
  seeAlso: ['flow-import(1)', 'flow-print(1)', 'flow-file(5)'],
};
