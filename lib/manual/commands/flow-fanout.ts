/** flow-fanout(1). */
import { FANOUT_SYNTAX } from '../../capture/flow-fanout.js';
import { environment, LISTENING, SENDING, STATISTICS } from '../common.js';
import type { CommandPage } from '../page.js';

export const FLOW_FANOUT: CommandPage = {
  kind: 'command',
  name: 'flow-fanout',
  syntax: FANOUT_SYNTAX,
  description: [
    'flow-fanout receives NetFlow datagrams and sends the flows in them on to several destinations: routers can send to one or two collectors only, and programs on one host cannot share a port. It can filter flows, hide hosts and translate versions on the way. It runs as a daemon unless -D is given.',
    ...LISTENING,
    ...SENDING,
    'The datagrams come from the host of flow-fanout: collectors see its address as that of the exporter, unless -s keeps the exporters apart. Sequence numbers are its own, for each engine, with -s for each exporter, and begin with 0.',
    'Datagrams of NetFlow v9, IPFIX and sFlow are repeated as they are, octet for octet, templates and all. Where -A, -F, -m or -V asks for something to be done to flows, theirs go out as the version that -V names, else as IPFIX, beside those of classic versions, which stay what they are. They have the fields of flow-file(5) then, and lose elements that no field stands for; options data are not sent. Classic versions have no room for flows of IPv6, which -V 5 leaves out. With -V 9 and -V 10 all flows become NetFlow 9 or IPFIX.',
  ],
  notes: {
    S: [
      'They go to syslog (local6) or, in the foreground, to standard error, and begin with `STAT:`.',
      STATISTICS,
      { terms: [['send_nobufs', 'Datagrams that the system refused to send for lack of buffers.']] },
    ],
    f: ['See flow-filter.cfg(5).'],
    s: [
      'It takes a raw socket: Linux, root or CAP_NET_RAW (`AmbientCapabilities=CAP_NET_RAW` in a unit of systemd, or `setpriv --inh-caps +net_raw --ambient-caps +net_raw`), and the npm package raw-socket, which is compiled when FlowViewer is built where there is a C++ compiler. What is too large for the link goes in fragments. Datagrams of an exporter over IPv6 reach an IPv4 destination from the address of this host, and the other way round, which is logged. A network that checks where packets may come from (RFC 2827, `rp_filter`) drops such datagrams on the way: the collector must be reached without one.',
    ],
  },
  files: [
    ['`/var/run/flow-fanout.pid.`{port}', 'Process id of the daemon, unless -p says otherwise.'],
    [
      'pidfile`.`{port}`.status.json`',
      'What it has counted, written every 15 seconds; gone when it has ended in good order.',
    ],
  ],
  environment: environment('FLOW_TOOLS_CFGDIR', 'FLOW_TOOLS_SYMDIR', 'FLOW_TOOLS_DEFECTS', 'FLOW_TOOLS_METRICSDIR'),
  exit: [
    ['0', 'The daemon runs; or, in the foreground, SIGTERM, SIGINT or SIGQUIT ended it.'],
    ['1', 'An option or argument is wrong, or the port cannot be used.'],
  ],
  examples: [
    'Repeat what arrives at port 9800 to a flow-capture on the same host and to another host:',
    { run: 'flow-fanout 0/0/9800 0/127.0.0.1/9801 0/198.51.100.9/9801', untested: 'starts a daemon' },
  ],
  differences: [
    '-V and -F may be used together. -s keeps the port of the exporters, too, which belongs to their templates.',
  ],
  seeAlso: ['flow-capture(1)', 'flow-send(1)', 'flow-filter.cfg(5)', 'flow-log2rrd(1)'],
};
