/** flow-report(1). */
import { REPORT_SYNTAX } from '../../stat/report/command.js';
import { environment, EXIT_OF_READERS } from '../common.js';
import type { CommandPage } from '../page.js';

export const FLOW_REPORT: CommandPage = {
  kind: 'command',
  name: 'flow-report',
  syntax: REPORT_SYNTAX,
  choicesIn: 'flow-stat.cfg(5)',
  description: [
    'flow-report reads flows from standard input and writes reports as a configuration file defines them, flow-stat.cfg(5): which flows, summed up by what, which columns, in which order, and where to. Its output is meant for programs: values with commas between, below lines that begin with `#`. flow-rptfmt(1) makes tables of it, flow-rpt2rrd(1) feeds graphs.',
    'A definition may do several reports of the same flows at once, and repeat them for each interval of time. The types of reports, columns and options are listed in flow-stat.cfg(5).',
  ],
  files: [['`/etc/flow-tools/cfg/stat.cfg`', 'Configuration file without -s, see flow-stat.cfg(5).']],
  environment: environment('TZ', 'FLOW_TOOLS_CFGDIR', 'FLOW_TOOLS_SYMDIR', 'FLOW_TOOLS_DEFECTS'),
  exit: EXIT_OF_READERS,
  examples: [
    'The three busiest protocols, with totals (rec1) of all:',
    {
      file: 'stat.cfg',
      content: `stat-report by-protocol
  type ip-protocol
  output
    sort +octets
    records 3
    fields -duration
    options +names,+totals

stat-definition default
  report by-protocol
`,
    },
    {
      run: 'flow-cat router | flow-report -s stat.cfg',
      prints: `# rec1: records,ignores,flows,octets,packets,duration
6,0,200,322990439,530431,10369580
# recn: ip-protocol*,flows,octets,packets
tcp,112,195343489,270776
udp,75,96049617,203807
icmp,10,26952659,38541
# stop, hit record limit.
`,
    },
  ],
  differences: [
    'A command after `path |` is run without a shell. Reports of rates print the same in every run. An unknown option ends with status 1, not 0.',
  ],
  seeAlso: ['flow-stat.cfg(5)', 'flow-stat(1)', 'flow-rptfmt(1)', 'flow-rpt2rrd(1)'],
};
