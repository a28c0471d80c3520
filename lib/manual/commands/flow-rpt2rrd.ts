/** flow-rpt2rrd(1). */
import { RPT2RRD_SYNTAX } from '../../reporttext/rrd-command.js';
import { environment } from '../common.js';
import type { CommandPage } from '../page.js';

export const FLOW_RPT2RRD: CommandPage = {
  kind: 'command',
  name: 'flow-rpt2rrd',
  syntax: RPT2RRD_SYNTAX,
  description: [
    'flow-rpt2rrd reads what flow-report(1) writes for 5 minutes of flows and puts the rows of the wanted keys into files of rrdtool(1), one for each key, which it makes if they are not there. Run for every 5 minutes, this gives graphs of hosts, protocols or ports over days and years.',
    'The report needs the option +header, for its time, and +totals for the key `total_`. A key that the report lacks had no flows and gets 0, unless the report was cut by `records`.',
    'The file of a key is {path}`/`{key}{postfix}`.rrd`; several columns of one key have a `-` between. Values are rates per second (ABSOLUTE data sources) that are averaged over 5 minutes, 30 minutes, 2 hours and a day.',
  ],
  environment: environment('FLOW_TOOLS_SYMDIR'),
  exit: [
    ['0', 'Done.'],
    ['1', 'An option is wrong, the report lacks what is needed, or a file could not be updated; other keys were.'],
  ],
  examples: [
    'Octets and packets of TCP, UDP and all protocols together:',
    {
      run: 'flow-cat router | flow-report -s protocols.cfg | flow-rpt2rrd -n -k tcp,udp,total_ -f octets,packets -p /var/flow/rrd',
      untested: 'writes to /var',
    },
  ],
  differences: ['Whatever a key is, its file is in the directory of -p. Python is not needed.'],
  seeAlso: ['flow-report(1)', 'flow-rptfmt(1)', 'flow-log2rrd(1)', 'rrdtool(1)'],
};
