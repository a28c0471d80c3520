/** flow-dscan(1). */
import { DSCAN_SYNTAX } from '../../scan/options.js';
import { environment } from '../common.js';
import type { CommandPage } from '../page.js';

export const FLOW_DSCAN: CommandPage = {
  kind: 'command',
  name: 'flow-dscan',
  syntax: DSCAN_SYNTAX,
  description: [
    'flow-dscan reads flows from standard input and tells of hosts that look for others: a host scan is a source that has sent to more than a number of destinations (-D), a port scan is a source that has sent to a number of ports below 1024 of one destination (-S). A source that was told of is not told of again. It can also tell of single flows that are very large or long (-O, -P, -T).',
    'Flows must be of version 1, 5, 6, 7 or 1009; addresses of both families are looked at. Without -b and -B it runs as a daemon, which goes on reading standard input, such as a pipe from flow-receive(1), and logs to syslog (local6).',
  ],
  notes: {
    i: ['Numbers and ranges with commas between; a `!` in front means all others.'],
    L: ['Both must be there; they may be empty. See FILES.'],
  },
  sections: [
    {
      title: 'SIGNALS',
      blocks: [
        {
          terms: [
            ['SIGHUP', 'Reads the suppress files again.'],
            ['SIGUSR1', 'Saves the state file.'],
            ['SIGTERM, SIGINT, SIGQUIT', 'End it; with -p the state file is saved before.'],
          ],
        },
      ],
    },
  ],
  files: [
    [
      '`dscan.suppress.src`, `dscan.suppress.dst`',
      'Flows to leave out, by source and by destination: lines of an address, a protocol number, a source port and a destination port, each of the last three `-` for any. `#` begins a comment.',
    ],
    [
      '`/var/tmp/dscan.state`',
      'State file: what is known of sources, so that a new start need not begin with nothing.',
    ],
  ],
  environment: environment('TZ'),
  exit: [
    ['0', 'The input has ended, or a signal ended it; or the daemon runs.'],
    ['1', 'An option or a suppress file is wrong, or the flows are of another version.'],
  ],
  examples: [
    'Look for scans in the flows of a day, but not by the name server 192.0.2.53:',
    {
      file: 'scan.src',
      content: `192.0.2.53 - - -
`,
    },
    { file: 'scan.dst', content: `` },
    {
      run: 'flow-cat router | flow-dscan -b -L scan -D 4',
      prints: `flow-dscan: load_suppress 0
flow-dscan: load_suppress 1
flow-dscan: host scan: ip=10.1.0.0 ts=1743298126 start=0330.01:28:46.505
flow-dscan: host scan: ip=192.168.5.2 ts=1743298704 start=0330.01:38:24.548
flow-dscan: host scan: ip=10.2.16.0 ts=1743298933 start=0330.01:42:13.7
flow-dscan: host scan: ip=10.1.0.1 ts=1743298942 start=0330.01:42:22.335
flow-dscan: host scan: ip=192.168.5.0 ts=1743298943 start=0330.01:42:23.573
`,
    },
  ],
  differences: [
    'Protocol and ports of suppress lines are compared, and destinations are looked up under their own address. The start that is told has its milliseconds. -h ends with status 0.',
  ],
  seeAlso: ['flow-receive(1)', 'flow-stat(1)', 'flow-nfilter(1)'],
};
