/** flow-symbols(5). */
import { environment } from '../common.js';
import type { FilePage } from '../page.js';

export const FLOW_SYMBOLS: FilePage = {
  kind: 'file',
  name: 'flow-symbols',
  purpose: 'names for numbers in flows',
  synopsis: 'NUMBER NAME',
  description: [
    'Symbol files give names to protocols, ports, AS numbers and tags. Commands show them instead of numbers with -n or the option names, and configuration files may use them in lists.',
    'Each line is a number, decimal, hexadecimal after 0x or octal after 0, then blanks or tabs, and the name, which is the rest of the line. Lines that begin with `#` are comments. Of several names for a number the last counts. Where names are looked up, small and capital letters are the same.',
    'A file that is not there is no mistake: numbers stay numbers. A line that cannot be understood is told, and the command ends with status 1.',
  ],
  files: [
    ['`/etc/flow-tools/sym/ip-prot.sym`', 'IP protocols.'],
    ['`/etc/flow-tools/sym/tcp-port.sym`', 'Ports of TCP, and of UDP as well.'],
    ['`/etc/flow-tools/sym/asn.sym`', 'AS numbers.'],
    ['`/etc/flow-tools/sym/tag.sym`', 'Tags, see flow-tag(1).'],
    ['`/etc/flow-tools/sym/ip-type.sym`', 'Classes of addresses, for the report ip-destination-address-type.'],
  ],
  environment: environment('FLOW_TOOLS_SYMDIR'),
  examples: ['Some lines of tcp-port.sym:', { lines: '# well-known ports\n22\tssh\n53\tdomain\n80\thttp\n443\thttps' }],
  differences: ['In flow-tools a line without a name made the whole file count for nothing.'],
  seeAlso: ['flow-print(1)', 'flow-stat(1)', 'flow-report(1)', 'flow-filter.cfg(5)'],
};
