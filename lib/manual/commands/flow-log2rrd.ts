/** flow-log2rrd(1). */
import { LOG2RRD_SYNTAX } from '../../rrd/log-command.js';
import { EXIT } from '../common.js';
import type { CommandPage } from '../page.js';

export const FLOW_LOG2RRD: CommandPage = {
  kind: 'command',
  name: 'flow-log2rrd',
  syntax: LOG2RRD_SYNTAX,
  description: [
    'flow-log2rrd reads a log from standard input and puts the counters in its lines `STAT:`, which flow-capture(1), flow-receive(1) and flow-fanout(1) write with -S, into files of rrdtool(1): flows, datagrams and lost flows of each exporter, for graphs of a week and a year. Other lines are passed over.',
    'The file of an exporter is {path}`/`{src_ip}`_`{dst_ip}`_`{d_ver}`.rrd`. Lines that it holds already are left out, so that a log may be read again when it has grown.',
  ],
  exit: EXIT,
  examples: [
    'From cron(8), every 5 minutes:',
    { run: 'flow-log2rrd -p /var/flow/rrd < /var/log/flow-capture.log', untested: 'needs a log' },
  ],
  differences: ['The restart of a capture is not taken for a counter that ran over. Python is not needed.'],
  seeAlso: ['flow-capture(1)', 'flow-fanout(1)', 'flow-rpt2rrd(1)', 'rrdtool(1)'],
};
