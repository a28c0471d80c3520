/** The table of reports (reference sections 3.2 to 3.4), in menu order. */
import { flowField } from '../flow/field.js';
import type { ExtendedName } from './criterion.js';
import type { FlowColumn, FlowsReport, GroupReport, KeyColumn, Report, SummaryReport } from './report.js';

/** What reports, and graphs too, add up by. */
export const KEYS = {
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
  src_vlan: { title: 'Source VLAN', kind: 'number', ...told('src_vlan') },
  dst_vlan: { title: 'Destination VLAN', kind: 'number', ...told('dst_vlan') },
  src_mac: { title: 'Source MAC', kind: 'mac', ...told('src_mac') },
  dst_mac: { title: 'Destination MAC', kind: 'mac', ...told('dst_mac') },
  mpls_label: { title: 'MPLS Label', kind: 'number', ...told('mpls_label') },
  application_id: { title: 'Application', kind: 'application', ...told('application_id') },
  nat_srcaddr: { title: 'Source IP after NAT', kind: 'address', ...told('nat_srcaddr') },
  nat_dstaddr: { title: 'Destination IP after NAT', kind: 'address', ...told('nat_dstaddr') },
  forwarding_status: { title: 'Forwarding Status', kind: 'forwarding_status', ...told('forwarding_status') },
  direction: { title: 'Direction', kind: 'direction', ...told('direction') },
  icmp_type: { title: 'ICMP Type', kind: 'number', ...told('icmp_type') },
  icmp_code: { title: 'ICMP Code', kind: 'number', ...told('icmp_code') },
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
  src_vlan: { title: 'Src VLAN', kind: 'number', ...extended('src_vlan') },
  dst_vlan: { title: 'Dst VLAN', kind: 'number', ...extended('dst_vlan') },
  src_mac: { title: 'Src MAC', kind: 'mac', ...extended('src_mac') },
  dst_mac: { title: 'Dst MAC', kind: 'mac', ...extended('dst_mac') },
  mpls_label: { title: 'MPLS Label', kind: 'number', ...extended('mpls_label') },
  direction: { title: 'Direction', kind: 'direction', criterion: 'direction', quantity: 'direction' },
  forwarding_status: { title: 'Forwarding', kind: 'forwarding_status', ...extended('forwarding_status') },
  icmp_type: { title: 'ICMP Type', kind: 'number', criterion: 'icmp_type', quantity: 'icmp_type' },
  icmp_code: { title: 'ICMP Code', kind: 'number', criterion: 'icmp_code', quantity: 'icmp_code' },
  end_reason: { title: 'Ended', kind: 'end_reason', ...extended('end_reason') },
  nat_srcaddr: { title: 'Src IP after NAT', kind: 'address', ...extended('nat_srcaddr') },
  nat_srcport: { title: 'Src Port after NAT', kind: 'port', ...extended('nat_srcport') },
  nat_dstaddr: { title: 'Dst IP after NAT', kind: 'address', ...extended('nat_dstaddr') },
  nat_dstport: { title: 'Dst Port after NAT', kind: 'port', ...extended('nat_dstport') },
  application_id: { title: 'Application', kind: 'application', ...extended('application_id') },
  elements: { title: 'Other Elements', kind: 'text', quantity: 'pairs' },
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

/** A key of newer exports, with the filter field of the same name. */
function told<F extends ExtendedName>(name: F) {
  const none = flowField(name).none ?? 0;
  return { criterion: name, none: 'not told', dimension: { kind: 'field', field: name, none } } as const;
}

/** A column of newer exports, of which 0 means that nothing was told. */
function extended<F extends ExtendedName>(name: F) {
  return { criterion: name, quantity: name, zero: 'none' } as const;
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
  more: Partial<Pick<GroupReport, 'menu' | 'protocols' | 'family' | 'detects' | 'exports'>> = {},
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

const NEWER = { exports: 'newer' } as const;

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
/** When a flow was, and the five keys that tell it from others. */
const FLOW_KEYS = ['start', 'end', 'srcaddr', 'srcport', 'dstaddr', 'dstport', 'prot'] as const;

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
  groups(40, 'Source VLAN', ['src_vlan'], NEWER),
  groups(41, 'Destination VLAN', ['dst_vlan'], NEWER),
  groups(42, 'Source/Destination VLAN', ['src_vlan', 'dst_vlan'], NEWER),
  groups(43, 'Source MAC', ['src_mac'], NEWER),
  groups(44, 'Destination MAC', ['dst_mac'], NEWER),
  groups(45, 'Source/Destination MAC', ['src_mac', 'dst_mac'], NEWER),
  groups(46, 'MPLS Label', ['mpls_label'], NEWER),
  groups(47, 'Application', ['application_id'], NEWER),
  groups(48, 'Source IP before and after NAT', ['srcaddr', 'nat_srcaddr'], NEWER),
  groups(49, 'Source IP after NAT', ['nat_srcaddr'], NEWER),
  groups(50, 'Destination IP after NAT', ['nat_dstaddr'], NEWER),
  groups(51, 'Forwarding Status', ['forwarding_status'], NEWER),
  groups(52, 'Direction', ['direction'], NEWER),
  groups(53, 'ICMP Type and Code', ['icmp_type', 'icmp_code'], NEWER),
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
  flows(30, 'VLAN, MAC and MPLS', [
    'start',
    'end',
    'input',
    'src_vlan',
    'src_mac',
    'srcaddr',
    'output',
    'dst_vlan',
    'dst_mac',
    'dstaddr',
    'mpls_label',
    'direction',
    'prot',
    'packets',
    'octets',
  ]),
  flows(31, 'NAT', [
    'start',
    'end',
    'srcaddr',
    'srcport',
    'nat_srcaddr',
    'nat_srcport',
    'dstaddr',
    'dstport',
    'nat_dstaddr',
    'nat_dstport',
    'prot',
    'packets',
    'octets',
  ]),
  flows(32, 'Applications and Forwarding', [
    ...FLOW_KEYS,
    'icmp_type',
    'icmp_code',
    'application_id',
    'direction',
    'forwarding_status',
    'end_reason',
    'packets',
    'octets',
  ]),
  flows(33, 'Other Elements', [...FLOW_KEYS, 'packets', 'octets', 'elements']),
];

/** The report that a menu and number name. */
export function findReport(menu: Report['menu'], id: number): Report | undefined {
  return REPORTS.find((report) => report.menu === menu && report.id === id);
}
