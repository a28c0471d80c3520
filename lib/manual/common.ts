/** What several pages say alike. */
import type { Block, Terms } from './page.js';

type Meanings = Readonly<Record<string, string>>;

const ENVIRONMENT = {
  TZ: 'Time zone of times that are read without a zone, and of times that are printed; without it that of the machine.',
  FLOW_TOOLS_CFGDIR: 'Directory of the configuration files, instead of /etc/flow-tools/cfg.',
  FLOW_TOOLS_SYMDIR: 'Directory of the symbol files, see flow-symbols(5), instead of /etc/flow-tools/sym.',
  FLOW_TOOLS_DEFECTS:
    'If it is `original`, faults of flow-tools are repeated that files or scripts may depend on, see flow-file(5).',
  FLOW_TOOLS_METRICSDIR:
    'Directory for metrics that the textfile collector of node_exporter reads; without it there are none.',
} as const satisfies Meanings;

/** The variables that a command looks at. */
export function environment(...names: (keyof typeof ENVIRONMENT)[]): Terms {
  return names.map((name) => [`\`${name}\``, ENVIRONMENT[name]]);
}

const DAMAGE =
  'Damaged input is told on standard error; what could be read of it counts, and the status is 0 all the same.';

/** Exit statuses of a command that reads flows. */
export const EXIT_OF_READERS: Terms = [
  ['0', `Done. ${DAMAGE}`],
  ['1', 'An option or a configuration file cannot be understood, or the input is no flow file. A message says what.'],
];

/** Exit statuses of other commands. */
export const EXIT: Terms = [
  ['0', 'Done.'],
  ['1', 'An option, an argument or the input cannot be understood, or a file cannot be written. A message says what.'],
];

/** Of the numbers that flow-filter and filter.cfg compare. */
export const LISTS =
  'A list has numbers and ranges with commas and no blanks between: `80,443,8000-8100`. Numbers are decimal, or hexadecimal after 0x, or octal after 0.';

export const ZONES =
  'Times without a zone are those of the time zone of the process (`TZ`); an hour that occurs twice is standard time.';

/** The argument of the commands that receive. */
export const LISTENING: readonly Block[] = [
  'The address to listen on has up to three parts with slashes between. Missing parts are 0; an address may be a host name, or an IPv6 address with or without brackets, as in `2001:db8::1/0/2055`.',
  {
    terms: [
      [
        '{localip}',
        'The own address to listen on; 0 is every address of the host, of IPv4 and of IPv6, and :: those of IPv6 only.',
      ],
      [
        '{remoteip}',
        'The only exporter to believe; 0 is any. Datagrams of others are refused and counted as corrupt. If it is a multicast group (224.0.0.0/4 or ff00::/8), the group is joined, and {localip} is the source to believe.',
      ],
      ['{port}', 'The UDP port; missing or 0 is 9991.'],
    ],
  },
  'Exporters that send over IPv4 are known by their IPv4 addresses, whatever is listened on.',
];

/** The argument of the commands that send. */
export const SENDING: readonly Block[] = [
  'A destination has up to four parts with slashes between; an address may be a host name, or an IPv6 address with or without brackets.',
  {
    terms: [
      ['{localip}', 'The own address to send from; 0 is what the system chooses.'],
      ['{remoteip}', 'Where to send to: a host or a multicast group; it must not be 0.'],
      ['{port}', 'The UDP port there; missing or 0 is 9991.'],
      ['{ttl}', 'How many routers the datagrams may pass; missing or 0 is 255, for a multicast group 1.'],
    ],
  },
];

/** What -S makes a command log. */
export const STATISTICS: Block = {
  terms: [
    ['now, startup', 'Time of the line, and of the start of the program; Unix seconds.'],
    ['src_ip, dst_ip', 'The exporter, and the address it sends to.'],
    ['d_ver', 'Version of its datagrams.'],
    ['pkts, flows', 'Datagrams and flows that were taken since the start, modulo 2^32.'],
    ['lost', 'Flows that the sequence numbers of the datagrams say were sent and did not arrive.'],
    ['reset', 'How often the sequence numbers began anew, as after a restart of the exporter.'],
  ],
};
