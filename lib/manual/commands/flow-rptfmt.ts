/** flow-rptfmt(1). */
import { RPTFMT_SYNTAX } from '../../reporttext/format-command.js';
import { environment, EXIT } from '../common.js';
import type { CommandPage } from '../page.js';

export const FLOW_RPTFMT: CommandPage = {
  kind: 'command',
  name: 'flow-rptfmt',
  syntax: RPTFMT_SYNTAX,
  description: [
    'flow-rptfmt reads what flow-report(1) writes from standard input and prints it as a table for people, in plain text or HTML. The reports may be several; each becomes a table, totals become lines of their own.',
    'Columns have the names that the report gives them in its line `# recn:`.',
  ],
  notes: {
    p: ['Of flows, octets, packets and duration, by the totals of the report or else by the sums of its rows.'],
  },
  environment: environment('FLOW_TOOLS_SYMDIR'),
  exit: EXIT,
  examples: [
    {
      file: 'stat.cfg',
      content: `stat-report by-protocol
  type ip-protocol
  output
    sort +octets

stat-definition default
  report by-protocol
`,
    },
    {
      run: 'flow-cat router | flow-report -s stat.cfg | flow-rptfmt -H -n -F ip-protocol,octets -m 3',
      prints: `tcp         195343489
udp         96049617
icmp        26952659
`,
    },
  ],
  differences: ['What HTML would take for markup is escaped. Python is not needed.'],
  seeAlso: ['flow-report(1)', 'flow-rpt2rrd(1)', 'flow-symbols(5)'],
};
