/** flow-capture(1). */
import { CAPTURE_SYNTAX } from '../../capture/options.js';
import { DEFAULT_PIDFILE } from '../../capture/pidfile.js';
import { environment, LISTENING, STATISTICS } from '../common.js';
import type { CommandPage } from '../page.js';

export const FLOW_CAPTURE: CommandPage = {
  kind: 'command',
  name: 'flow-capture',
  syntax: CAPTURE_SYNTAX,
  description: [
    'flow-capture receives the NetFlow datagrams (versions 1, 5, 6, 7, 8 and 9), IPFIX and sFlow that routers send over UDP, and writes the flows in them to files below a working directory. At regular times it completes the file and begins the next; it can delete the oldest. Run one flow-capture for each router or group of routers, each with a port and a working directory of its own: reports then tell devices apart by directory.',
    'It runs as a daemon: the command returns as soon as the daemon is ready, with status 0, or says why it could not start. -D keeps it in the foreground, as supervisors want it.',
    'While it is written a file has a name that begins with `tmp`, and readers see it grow. When it is complete its name begins with `ft`: `ft-v05.2025-03-30.001500+0000` holds flows of version 5 captured from 00:15:00 on, in the time zone +0000. A crash loses seconds at most: the next start completes what was left unfinished.',
    'Which version a datagram has is seen from it, and exporters of different versions may share a port. Flows of NetFlow v9, IPFIX and sFlow are stored as version 1009, the extended record of flow-file(5), which has IPv6 addresses, counters of 64 bits and times of the calendar. A capture of older versions begins such a file with the first newer flow, and keeps to it; -V 5 stores what fits a classic record. So it is with older versions of an exporter that sends over IPv6: a classic record has no room for its address. And so it is with version 5 of an exporter that samples and says so in the header of its datagrams: a classic record has no room for the rate. Where -V asks for one the exporter is 0.0.0.0, the rate is not known, and the log says so.',
    'On the way to the file flows can get tags (-T), be filtered (-F) and be rewritten (-X), in this order; -f, -t and -x name the configuration files, which are those of flow-nfilter(1), flow-tag(1) and flow-xlate(1). Relative paths are relative to the working directory.',
    ...LISTENING,
  ],
  notes: {
    c: ['See TCP CLIENTS.'],
    e: ['Files of an earlier run count, too.'],
    E: ['The file that is being written counts, too, and so do columnar twins, which are deleted with their files.'],
    n: ['Boundaries are counted from local midnight: with 287 a file begins every 5 minutes, with 0 at midnight only.'],
    N: [
      {
        terms: [
          ['0', '`ft-...`'],
          ['1', '`2025/ft-...`'],
          ['2', '`2025/2025-03/ft-...`'],
          ['3', '`2025/2025-03/2025-03-30/ft-...`'],
          ['-1', '`2025-03-30/ft-...`'],
          ['-2', '`2025-03/2025-03-30/ft-...`'],
          ['-3', 'The same as 3.'],
        ],
      },
    ],
    P: [
      'See flow-parquet(1), which is run for each file, at low priority and one after the other. What fails is logged. With `auto` twins are made unless the directory above the working directory cannot be written to, or, like /tmp, can be written to by everybody; a ../.columns that is there is used in any case.',
    ],
    R: [
      'The path is relative to the working directory, in which the program runs. Nothing waits for it; a status other than 0 is logged.',
    ],
    S: ['See LOG.'],
    i: [
      'A connection is a transport session of RFC 7011: templates hold while it lasts, and the exporter may withdraw them. The address part of the operand says who may connect.',
    ],
    I: [
      'ENTERPRISE is a private enterprise number, 0 or nothing for IANA, or `v9` for a field type that only NetFlow v9 has; NUMBER that of the element; TYPE one of RFC 7012, such as `unsigned64`, `ipv4Address` or `string`; FIELD the field of flow-file(5) that the element fills. What is behind a `#` is left out. SIGHUP has the file read again; templates that came before then mean what it says now.',
    ],
    V: [
      'Flows of other versions are translated. Version 8 cannot be mixed with others: such datagrams are refused. Of extended flows those of IPv6 have no room in a classic version and are left out; numbers that are too large become the largest that fits, AS numbers 23456. The log counts both.',
    ],
  },
  sections: [
    {
      title: 'LOG',
      blocks: [
        'A daemon logs to syslog, facility local6 and level info, or where there is no syslog to /var/log/flow-capture.{port}.log; in the foreground it logs to standard error. With -S there are lines such as',
        {
          lines:
            'STAT: now=1743294600 startup=1743292800 src_ip=192.0.2.1 dst_ip=192.0.2.10 d_ver=5 pkts=1234\n  flows=37020 lost=0 reset=0 filter_drops=0',
        },
        STATISTICS,
        'A further line tells of the socket: what the kernel dropped because its receive buffer was full, and what came twice or out of order. flow-log2rrd(1) makes graphs of the lines.',
      ],
    },
    {
      title: 'SFLOW',
      blocks: [
        'Datagrams of sFlow version 5 are taken at the same port. Each sampled IP packet becomes a flow of one packet, at the time when it was received, with its sampling rate; docs/format.md says what each field holds. With -S each agent has a line such as',
        {
          lines:
            'STAT: now=1743294600 startup=1743292800 src_ip=192.0.2.1 dst_ip=192.0.2.10 d_ver=sflow5 pkts=1234\n  flows=8638 lost=0 reset=0 agent=192.0.2.1 sub_agent=0 lost_pkts=0 agent_drops=0 not_ip=12 counters=96\n  discards=0',
        },
        '`lost` are samples that got lost on the way, by their numbers, `lost_pkts` datagrams, `agent_drops` samples that the agent dropped itself, `not_ip` samples of packets that are not IP, `counters` samples of counters, and `discards` reports of discarded packets. Names and counters of interfaces, and names of applications, are kept in `.interfaces.json` of the working directory, for the pages and for flowviewer-check(1).',
      ],
    },
    {
      title: 'TEMPLATES',
      blocks: [
        'Records of NetFlow v9 and IPFIX mean something only with their template, which exporters send now and then. Templates are kept by exporter, port, protocol and observation domain. One that came over UDP is forgotten when it has not come again for a day. They are written to a file of the working directory, so that a restart knows them, and with them what options data have told: sampling rates, and names of applications.',
        'A data set that comes before its template waits for it, for half an hour and in 8 MiB for each exporter at most, and is decoded then. The lines of -S say for each exporter how many templates there are (`templates`), seconds since that one came that has not come for the longest time (`template_age`), how many came with other fields than before (`templates_changed`), how many data sets wait (`sets_waiting`) or were given up (`sets_dropped`), and how many different elements nobody knows (`unknown_elements`).',
        'Elements that no field of a flow stands for are kept beside it, as they were sent, up to 1880 octets a flow. Those that have no room are left out; the line SOCKET of -S counts them (`elements_left_out`).',
        'Of elements that mean the same the first of these that the template has counts: octets are octetDeltaCount, initiatorOctets, octetTotalCount, postOctetDeltaCount, layer2OctetDeltaCount, and packets likewise; times are those of the calendar, finest first, else those before the export, else uptimes. IPv6 and IPv4 addresses may both be there: the one that is not 0 counts. Biflows (RFC 5103), and flows with initiator and responder counters, become two flows, if packets went both ways. Of ICMP the type and code are in fields of their own, and in the destination port as well if that is 0.',
        'The rate of sampling is that of the record; else that of its sampler, its interface or the exporter, as options data have them. `lost` counts datagrams for v9, which numbers these, and data records for IPFIX.',
      ],
    },
    {
      title: 'LOAD',
      blocks: [
        'What the kernel has received waits in a buffer until flow-capture takes it. The log says at the start how large it is, and if it is less than 32 MiB, a third of a second of 100,000 datagrams, which `sysctl` makes it larger. Started as root, flow-capture takes precedence over other programs, unless it was started with a niceness.',
        'Records wait in memory until they are compressed and written. When flows come faster than level -z can compress them, and several MiB wait, they are compressed with level 1, or if even that is too slow only stored, until it has caught up. The file is a valid one, only larger; one zlib stream may mix levels. The log says once when this begins and, with the number of flows, when it has been over for ten seconds, and the line of the socket counts them as `less_compressed`. When 256 MiB wait, because the disk pauses for more than a second, say, further records are dropped and counted as `write_drops`.',
      ],
    },
    {
      title: 'TCP CLIENTS',
      blocks: [
        'With -c programs can connect to the TCP port of the same number and get a stream of the flows that come from then on, as flow-file(5): a header, then records, not compressed. A client that does not read loses its connection, the capture does not wait for it.',
        'Clients of the same host may connect; others need a line such as `flow-capture-client: 192.0.2.20` or `flow-capture-client: [2001:db8::20]` in hosts.allow, see hosts_access(5), of which names of hosts and commands are not understood.',
      ],
    },
    {
      title: 'SIGNALS',
      blocks: [
        {
          terms: [
            [
              'SIGHUP',
              'Completes the file, begins the next, and reads the configuration files of -F, -T and -X, and the file of -I, again. If they are wrong the old ones stay, and the log says why.',
            ],
            ['SIGTERM, SIGINT, SIGQUIT', 'Complete the file, remove the pidfile and end with status 0.'],
          ],
        },
      ],
    },
  ],
  files: [
    [`\`${DEFAULT_PIDFILE}.\`{port}`, 'Process id of the daemon, unless -p says otherwise.'],
    ['{workdir}`/.flow-capture.lock`', 'Keeps a second flow-capture out of the working directory.'],
    [
      '{workdir}`/.flow-capture.status.json`',
      'What it has counted, written every 15 seconds; gone when it has ended in good order.',
    ],
    [
      '{workdir}`/.flow-capture.templates`',
      'Templates of NetFlow v9 and IPFIX, and what options data have told. It may be deleted.',
    ],
    ['`/etc/hosts.allow`, `/etc/hosts.deny`', 'Which TCP clients may connect.'],
  ],
  environment: [
    ...environment('TZ', 'FLOW_TOOLS_CFGDIR', 'FLOW_TOOLS_SYMDIR', 'FLOW_TOOLS_DEFECTS', 'FLOW_TOOLS_METRICSDIR'),
    ['`FLOW_TOOLS_HOSTSDIR`', 'Directory of hosts.allow and hosts.deny, instead of /etc.'],
  ],
  exit: [
    ['0', 'The daemon runs; or, in the foreground, it was ended by a signal.'],
    ['1', 'An option is wrong, the working directory or the port cannot be used, or a file could not be written.'],
  ],
  examples: [
    'Receive what the router 192.0.2.1 sends to port 9801, in files of 5 minutes, and keep at most 20 GiB:',
    {
      run: 'flow-capture -w /var/flow/router -n 287 -E 20G 0/192.0.2.1/9801',
      untested: 'starts a daemon',
    },
    'Then, after some minutes, the busiest sources:',
    { run: 'flow-cat -a /var/flow/router | flow-stat -f 9 -S 2 | head -20', untested: 'needs a capture' },
  ],
  differences: [
    'The daemon reports to its starter, so that the exit status means something. Two rotations within a second do not overwrite each other. Multicast groups are joined. A full disk does not end the capture: flows are dropped and counted until there is room. Complete files get columnar twins where these are wanted. TCP clients of other hosts need a line in hosts.allow.',
  ],
  seeAlso: [
    'flow-cat(1)',
    'flow-expire(1)',
    'flow-fanout(1)',
    'flow-parquet(1)',
    'flow-receive(1)',
    'flow-log2rrd(1)',
    'flow-filter.cfg(5)',
    'flow-file(5)',
  ],
};
