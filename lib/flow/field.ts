/**
 * The flow record: the one table of fields from which record layouts, decoders, the Parquet schema, SQL columns, CSV
 * headings and form labels derive. Names are those that flow-export prints.
 */

/**
 * How a value is kept: the widest form any export has. `ip` is an IPv4 or IPv6 address, `mac` the 48 bits of a MAC address
 * as a number, `ms` milliseconds since 1970.
 */
export type FieldType = 'u8' | 'u16' | 'u32' | 'u64' | 'ip' | 'mac' | 'ms';

export type Unit = 's' | 'ns' | 'ms' | 'octets' | 'packets' | 'flows' | 'bits';

export interface FlowField {
  readonly name: string;
  readonly type: FieldType;
  /** Width in the classic flow-tools records where that is narrower than `type`. */
  readonly classic?: 'u8' | 'u16' | 'u32';
  readonly unit?: Unit;
  /** Heading for people. */
  readonly title: string;
  /** What it says of a flow, a sentence. */
  readonly text: string;
  /** Position in the field mask of flow-export -m; absent for fields that flow-tools does not know. */
  readonly bit?: number;
  /** Where the value comes from when no classic record holds it: computed from others, or only in newer exports. */
  readonly origin?: 'derived' | 'extended';
  /** What extended records have where the exporter did not tell, if that is not 0. */
  readonly none?: number;
}

/** Order is the column order of flow-export's CSV. */
// prettier-ignore -- a field a line
export const FLOW_FIELDS = [
  {
    name: 'unix_secs',
    type: 'u32',
    unit: 's',
    title: 'Export Time',
    text: 'When the exporter sent the flow, Unix seconds.',
    bit: 0,
  },
  {
    name: 'unix_nsecs',
    type: 'u32',
    unit: 'ns',
    title: 'Export Time Nanoseconds',
    text: 'Nanoseconds of that second.',
    bit: 1,
  },
  {
    name: 'sysuptime',
    type: 'u32',
    unit: 'ms',
    title: 'Exporter Uptime',
    text: 'How long the exporter had been up when it sent the flow, ms.',
    bit: 2,
  },
  { name: 'exaddr', type: 'ip', classic: 'u32', title: 'Exporter', text: 'Exporter.', bit: 3 },
  {
    name: 'dflows',
    type: 'u64',
    classic: 'u32',
    unit: 'flows',
    title: 'Flows',
    text: 'Flows that an aggregated record of version 8 stands for.',
    bit: 4,
  },
  { name: 'dpkts', type: 'u64', classic: 'u32', unit: 'packets', title: 'Packets', text: 'Packets.', bit: 5 },
  {
    name: 'doctets',
    type: 'u64',
    classic: 'u32',
    unit: 'octets',
    title: 'Octets',
    text: 'Octets of the IP packets, their headers included.',
    bit: 6,
  },
  {
    name: 'first',
    type: 'u32',
    unit: 'ms',
    title: 'First (Uptime)',
    text: 'Uptime of the exporter at the first packet, ms.',
    bit: 7,
  },
  {
    name: 'last',
    type: 'u32',
    unit: 'ms',
    title: 'Last (Uptime)',
    text: 'Uptime of the exporter at the last packet, ms.',
    bit: 8,
  },
  {
    name: 'engine_type',
    type: 'u8',
    title: 'Engine Type',
    text: 'Type of the part of the exporter that made the flow.',
    bit: 9,
  },
  {
    name: 'engine_id',
    type: 'u8',
    title: 'Engine Id',
    text: 'Number of the part of the exporter that made the flow.',
    bit: 10,
  },
  { name: 'srcaddr', type: 'ip', classic: 'u32', title: 'Source Address', text: 'Source address.', bit: 12 },
  { name: 'dstaddr', type: 'ip', classic: 'u32', title: 'Destination Address', text: 'Destination address.', bit: 13 },
  { name: 'nexthop', type: 'ip', classic: 'u32', title: 'Next Hop', text: 'Address of the next router.', bit: 16 },
  {
    name: 'input',
    type: 'u32',
    classic: 'u16',
    title: 'Input Interface',
    text: 'Interface by which the packets came in, its SNMP ifIndex.',
    bit: 17,
  },
  {
    name: 'output',
    type: 'u32',
    classic: 'u16',
    title: 'Output Interface',
    text: 'Interface by which they went out, its SNMP ifIndex; 0 if they did not.',
    bit: 18,
  },
  { name: 'srcport', type: 'u16', title: 'Source Port', text: 'Source port of TCP or UDP.', bit: 19 },
  {
    name: 'dstport',
    type: 'u16',
    title: 'Destination Port',
    text: 'Destination port of TCP or UDP; for ICMP type times 256, and code.',
    bit: 20,
  },
  { name: 'prot', type: 'u8', title: 'Protocol', text: 'IP protocol.', bit: 21 },
  { name: 'tos', type: 'u8', title: 'ToS', text: 'ToS octet: DSCP and ECN.', bit: 22 },
  { name: 'tcp_flags', type: 'u8', title: 'TCP Flags', text: 'TCP flags of all packets together.', bit: 23 },
  {
    name: 'src_mask',
    type: 'u8',
    title: 'Source Mask',
    text: 'Length of the prefix in the routing table that the source address is in.',
    bit: 24,
  },
  {
    name: 'dst_mask',
    type: 'u8',
    title: 'Destination Mask',
    text: 'Length of the prefix in the routing table that the destination address is in.',
    bit: 25,
  },
  {
    name: 'src_as',
    type: 'u32',
    classic: 'u16',
    title: 'Source AS',
    text: 'AS number of the source, of its origin or the neighbour as the exporter is set.',
    bit: 26,
  },
  {
    name: 'dst_as',
    type: 'u32',
    classic: 'u16',
    title: 'Destination AS',
    text: 'AS number of the destination, likewise.',
    bit: 27,
  },
  {
    name: 'in_encaps',
    type: 'u8',
    title: 'Input Encapsulation',
    text: 'Octets of the encapsulation that the packets came in.',
    bit: 28,
  },
  {
    name: 'out_encaps',
    type: 'u8',
    title: 'Output Encapsulation',
    text: 'Octets of the encapsulation that they went out in.',
    bit: 29,
  },
  {
    name: 'peer_nexthop',
    type: 'ip',
    classic: 'u32',
    title: 'Peer Next Hop',
    text: 'Address of the next router of the neighbouring AS.',
    bit: 30,
  },
  {
    name: 'router_sc',
    type: 'ip',
    classic: 'u32',
    title: 'Shortcut Router',
    text: 'Router whose shortcut a switch took.',
    bit: 31,
  },
  { name: 'marked_tos', type: 'u8', title: 'Marked ToS', text: 'ToS octet after the router marked it.', bit: 33 },
  {
    name: 'extra_pkts',
    type: 'u32',
    unit: 'packets',
    title: 'Extra Packets',
    text: 'Packets beyond those that the router marked.',
    bit: 32,
  },
  { name: 'src_tag', type: 'u32', title: 'Source Tag', text: 'Tag of the source, see flow-tag(1).', bit: 34 },
  { name: 'dst_tag', type: 'u32', title: 'Destination Tag', text: 'Tag of the destination, see flow-tag(1).', bit: 35 },
  { name: 'src_vlan', type: 'u16', title: 'Source VLAN', text: 'VLAN of the source.', origin: 'extended' },
  { name: 'dst_vlan', type: 'u16', title: 'Destination VLAN', text: 'VLAN of the destination.', origin: 'extended' },
  { name: 'src_mac', type: 'mac', title: 'Source MAC', text: 'MAC address of the sender.', origin: 'extended' },
  { name: 'dst_mac', type: 'mac', title: 'Destination MAC', text: 'MAC address of the receiver.', origin: 'extended' },
  {
    name: 'mpls_label',
    type: 'u32',
    title: 'MPLS Label',
    text: 'Top label of the MPLS stack, its 20 bits without the traffic class.',
    origin: 'extended',
  },
  {
    name: 'direction',
    type: 'u8',
    title: 'Direction',
    text: 'Where the exporter saw the packets: 0 coming in, 1 going out.',
    origin: 'extended',
    none: 255,
  },
  {
    name: 'forwarding_status',
    type: 'u8',
    title: 'Forwarding Status',
    text: 'What became of the packets, as RFC 7270 has it: 64 to 127 forwarded, 128 to 191 dropped, 192 on consumed.',
    origin: 'extended',
  },
  { name: 'icmp_type', type: 'u8', title: 'ICMP Type', text: 'Type of ICMP.', origin: 'extended', none: 255 },
  { name: 'icmp_code', type: 'u8', title: 'ICMP Code', text: 'Code of ICMP.', origin: 'extended', none: 255 },
  {
    name: 'end_reason',
    type: 'u8',
    title: 'End Reason',
    text: 'Why the flow was exported: 1 idle, 2 active for long, 3 it ended, 4 forced, 5 lack of memory.',
    origin: 'extended',
  },
  {
    name: 'nat_srcaddr',
    type: 'ip',
    title: 'Source Address after NAT',
    text: 'Source address after translation.',
    origin: 'extended',
  },
  {
    name: 'nat_dstaddr',
    type: 'ip',
    title: 'Destination Address after NAT',
    text: 'Destination address after translation.',
    origin: 'extended',
  },
  {
    name: 'nat_srcport',
    type: 'u16',
    title: 'Source Port after NAT',
    text: 'Source port after translation.',
    origin: 'extended',
  },
  {
    name: 'nat_dstport',
    type: 'u16',
    title: 'Destination Port after NAT',
    text: 'Destination port after translation.',
    origin: 'extended',
  },
  {
    name: 'application_id',
    type: 'u32',
    title: 'Application',
    text: 'Application, as RFC 6759 numbers it: an engine in the high 8 bits, its own number in the others.',
    origin: 'extended',
  },
  {
    name: 'domain',
    type: 'u32',
    title: 'Observation Domain',
    text: 'Part of the exporter that made the flow: observation domain or source id.',
    origin: 'extended',
  },
  {
    name: 'sampling_rate',
    type: 'u32',
    title: 'Sampling Rate (1 in N)',
    text: 'One packet in so many was looked at; 0 if nobody told.',
    origin: 'extended',
  },
  {
    name: 'sampling_source',
    type: 'u8',
    title: 'Source of the Sampling Rate',
    text: 'Who told the rate: 0 nobody, 1 the record, 2 its sampler, 3 options of the exporter, 4 the header.',
    origin: 'extended',
  },
  {
    name: 'start_ms',
    type: 'ms',
    unit: 'ms',
    title: 'Start',
    text: 'When the flow started, ms since 1970.',
    origin: 'derived',
  },
  {
    name: 'end_ms',
    type: 'ms',
    unit: 'ms',
    title: 'End',
    text: 'When the flow ended, ms since 1970.',
    origin: 'derived',
  },
] as const satisfies readonly FlowField[];

export type FieldName = (typeof FLOW_FIELDS)[number]['name'];

const BY_NAME: ReadonlyMap<string, FlowField> = new Map(FLOW_FIELDS.map((field) => [field.name, field]));

/** True if `name` is a field of the table. */
export function isFieldName(name: string): name is FieldName {
  return BY_NAME.has(name);
}

/** The table's row for a field. */
export function flowField(name: FieldName): FlowField {
  const field = BY_NAME.get(name);
  if (!field) throw new RangeError(`no flow field "${name}"`); // unreachable while FieldName derives from the table
  return field;
}
