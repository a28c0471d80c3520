/**
 * The flow record: the one table of fields from which record layouts, decoders, the Parquet schema, SQL columns, CSV
 * headings and form labels derive. Names are those that flow-export prints.
 */

/** How a value is kept: the widest form any export has. `ip` is an IPv4 or IPv6 address, `ms` milliseconds since 1970. */
export type FieldType = 'u8' | 'u16' | 'u32' | 'u64' | 'ip' | 'ms';

export type Unit = 's' | 'ns' | 'ms' | 'octets' | 'packets' | 'flows' | 'bits';

export interface FlowField {
  readonly name: string;
  readonly type: FieldType;
  /** Width in the classic flow-tools records where that is narrower than `type`. */
  readonly classic?: 'u8' | 'u16' | 'u32';
  readonly unit?: Unit;
  /** Heading for people. */
  readonly title: string;
  /** Position in the field mask of flow-export -m; absent for fields that flow-tools does not know. */
  readonly bit?: number;
  /** Where the value comes from when no record layout holds it: computed from others, or only in newer exports. */
  readonly origin?: 'derived' | 'extended';
}

/** Order is the column order of flow-export's CSV. */
export const FLOW_FIELDS = [
  { name: 'unix_secs', type: 'u32', unit: 's', title: 'Export Time', bit: 0 },
  { name: 'unix_nsecs', type: 'u32', unit: 'ns', title: 'Export Time Nanoseconds', bit: 1 },
  { name: 'sysuptime', type: 'u32', unit: 'ms', title: 'Exporter Uptime', bit: 2 },
  { name: 'exaddr', type: 'ip', classic: 'u32', title: 'Exporter', bit: 3 },
  { name: 'dflows', type: 'u64', classic: 'u32', unit: 'flows', title: 'Flows', bit: 4 },
  { name: 'dpkts', type: 'u64', classic: 'u32', unit: 'packets', title: 'Packets', bit: 5 },
  { name: 'doctets', type: 'u64', classic: 'u32', unit: 'octets', title: 'Octets', bit: 6 },
  { name: 'first', type: 'u32', unit: 'ms', title: 'First (Uptime)', bit: 7 },
  { name: 'last', type: 'u32', unit: 'ms', title: 'Last (Uptime)', bit: 8 },
  { name: 'engine_type', type: 'u8', title: 'Engine Type', bit: 9 },
  { name: 'engine_id', type: 'u8', title: 'Engine Id', bit: 10 },
  { name: 'srcaddr', type: 'ip', classic: 'u32', title: 'Source Address', bit: 12 },
  { name: 'dstaddr', type: 'ip', classic: 'u32', title: 'Destination Address', bit: 13 },
  { name: 'nexthop', type: 'ip', classic: 'u32', title: 'Next Hop', bit: 16 },
  { name: 'input', type: 'u32', classic: 'u16', title: 'Input Interface', bit: 17 },
  { name: 'output', type: 'u32', classic: 'u16', title: 'Output Interface', bit: 18 },
  { name: 'srcport', type: 'u16', title: 'Source Port', bit: 19 },
  { name: 'dstport', type: 'u16', title: 'Destination Port', bit: 20 },
  { name: 'prot', type: 'u8', title: 'Protocol', bit: 21 },
  { name: 'tos', type: 'u8', title: 'ToS', bit: 22 },
  { name: 'tcp_flags', type: 'u8', title: 'TCP Flags', bit: 23 },
  { name: 'src_mask', type: 'u8', title: 'Source Mask', bit: 24 },
  { name: 'dst_mask', type: 'u8', title: 'Destination Mask', bit: 25 },
  { name: 'src_as', type: 'u32', classic: 'u16', title: 'Source AS', bit: 26 },
  { name: 'dst_as', type: 'u32', classic: 'u16', title: 'Destination AS', bit: 27 },
  { name: 'in_encaps', type: 'u8', title: 'Input Encapsulation', bit: 28 },
  { name: 'out_encaps', type: 'u8', title: 'Output Encapsulation', bit: 29 },
  { name: 'peer_nexthop', type: 'ip', classic: 'u32', title: 'Peer Next Hop', bit: 30 },
  { name: 'router_sc', type: 'ip', classic: 'u32', title: 'Shortcut Router', bit: 31 },
  { name: 'marked_tos', type: 'u8', title: 'Marked ToS', bit: 33 },
  { name: 'extra_pkts', type: 'u32', unit: 'packets', title: 'Extra Packets', bit: 32 },
  { name: 'src_tag', type: 'u32', title: 'Source Tag', bit: 34 },
  { name: 'dst_tag', type: 'u32', title: 'Destination Tag', bit: 35 },
  { name: 'src_vlan', type: 'u16', title: 'Source VLAN', origin: 'extended' },
  { name: 'dst_vlan', type: 'u16', title: 'Destination VLAN', origin: 'extended' },
  { name: 'sampling_rate', type: 'u32', title: 'Sampling Rate (1 in N)', origin: 'extended' },
  { name: 'start_ms', type: 'ms', unit: 'ms', title: 'Start', origin: 'derived' },
  { name: 'end_ms', type: 'ms', unit: 'ms', title: 'End', origin: 'derived' },
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
