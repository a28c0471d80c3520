/** The table of reports (reference sections 3.2 to 3.4), in menu order. */
import type { FlowColumn, FlowsReport, GroupReport, KeyColumn, Report, SummaryReport } from './report.js';

const KEYS = {
  srcaddr: { title: 'Source IP', kind: 'address', criterion: 'source_address', dimension: field('srcaddr') },
  dstaddr: { title: 'Destination IP', kind: 'address', criterion: 'dest_address', dimension: field('dstaddr') },
  addr: { title: 'IP', kind: 'address', criterion: 'either_address', dimension: either('srcaddr', 'dstaddr') },
  srcport: { title: 'Source Port', kind: 'port', criterion: 'source_port', dimension: field('srcport') },
  dstport: { title: 'Destination Port', kind: 'port', criterion: 'dest_port', dimension: field('dstport') },
  port: { title: 'Port', kind: 'port', criterion: 'either_port', dimension: either('srcport', 'dstport') },
  prot: { title: 'Protocol', kind: 'protocol', criterion: 'protocols', dimension: field('prot') },
  input: { title: 'Input I/F', kind: 'interface', criterion: 'source_if', dimension: field('input') },
  output: { title: 'Output I/F', kind: 'interface', criterion: 'dest_if', dimension: field('output') },
  src_as: { title: 'Source AS', kind: 'as', criterion: 'source_as', dimension: field('src_as') },
  dst_as: { title: 'Destination AS', kind: 'as', criterion: 'dest_as', dimension: field('dst_as') },
  tos: { title: 'ToS', kind: 'tos', criterion: 'tos_fields', dimension: field('tos') },
  src_prefix: { title: 'Source Prefix', kind: 'prefix', criterion: 'source_address', dimension: prefix('srcaddr') },
  dst_prefix: { title: 'Destination Prefix', kind: 'prefix', criterion: 'dest_address', dimension: prefix('dstaddr') },
  exaddr: { title: 'Exporter', kind: 'address', criterion: 'exporter', dimension: field('exaddr') },
  src_prefix6: { title: 'Source Prefix', kind: 'prefix', criterion: 'source_address', dimension: prefix6('srcaddr') },
  dst_prefix6: {
    title: 'Destination Prefix',
    kind: 'prefix',
    criterion: 'dest_address',
    dimension: prefix6('dstaddr'),
  },
} as const satisfies Record<string, Omit<KeyColumn, 'key'>>;

const COLUMNS = {
  start: { title: 'Start', kind: 'time', quantity: 'start_ms' },
  end: { title: 'End', kind: 'time', quantity: 'end_ms' },
  active: { title: 'Active', unit: 'ms', kind: 'milliseconds', quantity: 'duration' },
  input: { title: 'In I/F', kind: 'interface', criterion: 'source_if', quantity: 'input' },
  srcaddr: { title: 'Src IP', kind: 'address', criterion: 'source_address', quantity: 'srcaddr' },
  source: {
    title: 'Src IP/Mask',
    kind: 'routed',
    criterion: 'source_address',
    quantity: 'srcaddr',
    length: 'src_mask',
  },
  srcport: { title: 'Src Port', kind: 'port', criterion: 'source_port', quantity: 'srcport' },
  output: { title: 'Out I/F', kind: 'interface', criterion: 'dest_if', quantity: 'output' },
  dstaddr: { title: 'Dst IP', kind: 'address', criterion: 'dest_address', quantity: 'dstaddr' },
  destination: {
    title: 'Dst IP/Mask',
    kind: 'routed',
    criterion: 'dest_address',
    quantity: 'dstaddr',
    length: 'dst_mask',
  },
  dstport: { title: 'Dst Port', kind: 'port', criterion: 'dest_port', quantity: 'dstport' },
  prot: { title: 'Prot.', kind: 'protocol', criterion: 'protocols', quantity: 'prot' },
  src_as: { title: 'Src AS', kind: 'as', criterion: 'source_as', quantity: 'src_as' },
  dst_as: { title: 'Dst AS', kind: 'as', criterion: 'dest_as', quantity: 'dst_as' },
  tos: { title: 'ToS', kind: 'tos', criterion: 'tos_fields', quantity: 'tos' },
  tcp_flags: { title: 'Flags', kind: 'flags', criterion: 'tcp_flags', quantity: 'tcp_flags' },
  packets: { title: 'Packets', unit: 'packets', kind: 'count', quantity: 'dpkts' },
  octets: { title: 'Octets', unit: 'octets', kind: 'octets', quantity: 'doctets' },
  octets_per_packet: { title: 'Octs/Pkt', unit: 'octets', kind: 'count', quantity: 'octets_per_packet' },
  src_tag: { title: 'Src Tag', kind: 'tag', quantity: 'src_tag' },
  dst_tag: { title: 'Dst Tag', kind: 'tag', quantity: 'dst_tag' },
  exaddr: { title: 'Exporter', kind: 'address', criterion: 'exporter', quantity: 'exaddr' },
  router_sc: { title: 'Router Shortcut', kind: 'address', quantity: 'router_sc' },
} as const satisfies Record<string, Omit<FlowColumn, 'key'>>;

function field(
  name:
    | 'srcaddr'
    | 'dstaddr'
    | 'srcport'
    | 'dstport'
    | 'prot'
    | 'input'
    | 'output'
    | 'src_as'
    | 'dst_as'
    | 'tos'
    | 'exaddr',
) {
  return { kind: 'field', field: name } as const;
}

function either(first: 'srcaddr' | 'srcport', second: 'dstaddr' | 'dstport') {
  return { kind: 'either', fields: [first, second] } as const;
}

function prefix(name: 'srcaddr' | 'dstaddr') {
  return { kind: 'prefix', field: name, bits: 'recorded' } as const;
}

/** The prefix length of IPv6 addresses is that of the configuration. */
function prefix6(name: 'srcaddr' | 'dstaddr') {
  return { kind: 'prefix', field: name, bits: 32, bits6: 'configured' } as const;
}

type Keys = readonly (keyof typeof KEYS)[];

function groups(
  id: number,
  title: string,
  keys: Keys,
  more: Partial<Pick<GroupReport, 'menu' | 'protocols' | 'family' | 'detects'>> = {},
): GroupReport {
  return { menu: 'stat_report', kind: 'groups', id, title, keys: keys.map((key) => ({ key, ...KEYS[key] })), ...more };
}

function flows(id: number, title: string, columns: readonly (keyof typeof COLUMNS)[]): FlowsReport {
  return { menu: 'print_report', kind: 'flows', id, title, columns: columns.map((key) => ({ key, ...COLUMNS[key] })) };
}

const SUMMARY: SummaryReport = { menu: 'stat_report', kind: 'summary', id: 99, title: 'Summary' };
const TCP_UDP = { protocols: [6, 17] };
/** The original prints these only of flows that a router has aggregated; here they are sums over any flows. */
const PRINTED = { menu: 'print_report' } as const;
/** The original's menu has the numbers of Catalyst aggregations for these; nothing but their titles was ever printed. */
const PRINTED_IPV6 = { ...PRINTED, family: 'IPv6' } as const;

/** Columns that the longest of the printed reports begin with, and go on with. */
const FLOW_TIMES = [
  'input',
  'srcaddr',
  'output',
  'dstaddr',
  'prot',
  'srcport',
  'dstport',
  'packets',
  'octets',
  'start',
  'end',
] as const;
const FLOW_BITS = ['active', 'octets_per_packet', 'tos', 'tcp_flags'] as const;

export const REPORTS: readonly Report[] = [
  SUMMARY,
  groups(30, 'Detect Scanning', ['srcaddr'], { detects: 'scans' }),
  groups(6, 'UDP/TCP Source Port', ['srcport'], TCP_UDP),
  groups(5, 'UDP/TCP Destination Port', ['dstport'], TCP_UDP),
  groups(7, 'UDP/TCP Port', ['port'], TCP_UDP),
  groups(8, 'Destination IP', ['dstaddr']),
  groups(9, 'Source IP', ['srcaddr']),
  groups(10, 'Source/Destination IP', ['srcaddr', 'dstaddr']),
  groups(11, 'Source or Destination IP', ['addr']),
  groups(12, 'IP Protocol', ['prot']),
  groups(17, 'Input Interface', ['input']),
  groups(18, 'Output Interface', ['output']),
  groups(23, 'Input/Output Interface', ['input', 'output']),
  groups(19, 'Source AS', ['src_as']),
  groups(20, 'Destination AS', ['dst_as']),
  groups(21, 'Source/Destination AS', ['src_as', 'dst_as']),
  groups(22, 'IP ToS', ['tos']),
  groups(24, 'Source Prefix', ['src_prefix']),
  groups(25, 'Destination Prefix', ['dst_prefix']),
  groups(26, 'Source/Destination Prefix', ['src_prefix', 'dst_prefix']),
  groups(27, 'Exporter IP', ['exaddr']),
  flows(1, 'Flow Times', [...FLOW_TIMES, ...FLOW_BITS]),
  flows(4, 'AS Numbers', ['source', 'destination', 'prot', 'src_as', 'dst_as', 'octets', 'packets']),
  flows(5, '132 Columns', [
    'start',
    'end',
    'input',
    'srcaddr',
    'srcport',
    'output',
    'dstaddr',
    'dstport',
    'prot',
    'tcp_flags',
    'packets',
    'octets',
  ]),
  flows(9, 'Tags', ['src_tag', 'dst_tag', 'srcaddr', 'dstaddr', 'octets', 'packets']),
  groups(10, 'AS Aggregation', ['src_as', 'dst_as', 'input', 'output'], PRINTED),
  groups(11, 'Protocol Port Aggregation', ['srcport', 'dstport', 'prot'], PRINTED),
  groups(12, 'Source Prefix Aggregation', ['src_prefix', 'src_as', 'input'], PRINTED),
  groups(13, 'Destination Prefix Aggregation', ['dst_prefix', 'dst_as', 'output'], PRINTED),
  groups(14, 'Prefix Aggregation', ['src_prefix', 'src_as', 'dst_prefix', 'dst_as', 'input', 'output'], PRINTED),
  groups(15, 'IPv6 Source Prefix Aggregation', ['src_prefix6', 'src_as', 'input'], PRINTED_IPV6),
  groups(16, 'IPv6 Destination Prefix Aggregation', ['dst_prefix6', 'dst_as', 'output'], PRINTED_IPV6),
  groups(
    17,
    'IPv6 Prefix Aggregation',
    ['src_prefix6', 'src_as', 'dst_prefix6', 'dst_as', 'input', 'output'],
    PRINTED_IPV6,
  ),
  flows(24, 'Full (Catalyst)', [...FLOW_TIMES, 'exaddr', 'router_sc', ...FLOW_BITS, 'src_as', 'dst_as']),
];

/** The report that a menu and number name. */
export function findReport(menu: Report['menu'], id: number): Report | undefined {
  return REPORTS.find((report) => report.menu === menu && report.id === id);
}
