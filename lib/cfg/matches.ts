/** What a filter-definition can match: the field each name stands for and the primitives that fit it (section 5.3). */
import { flowField, type FieldName } from '../flow/field.js';
import type { Quantity } from '../query/quantity.js';
import type { PrimitiveType } from './primitive-types.js';

export interface Match {
  readonly names: readonly string[];
  /** What of a flow it tests, a sentence. */
  readonly text: string;
  /** Absent where no field is tested. */
  readonly field?: Quantity;
  readonly types: readonly PrimitiveType[];
}

const ADDRESS = ['ip-address', 'ip-address-mask', 'ip-address-prefix'] as const;
const TIME = ['time', 'time-date'] as const;
const TAG = ['tag', 'tag-mask'] as const;

/** Of what only extended records have; flow-tools does not know them. The text is the field's own. */
const EXTENDED_MATCHES = [
  ['src-vlan', 'src_vlan', ['number']],
  ['dst-vlan', 'dst_vlan', ['number']],
  ['src-mac', 'src_mac', ['mac-address']],
  ['dst-mac', 'dst_mac', ['mac-address']],
  ['mpls-label', 'mpls_label', ['number']],
  ['direction', 'direction', ['number']],
  ['forwarding-status', 'forwarding_status', ['number']],
  ['icmp-type', 'icmp_type', ['number']],
  ['icmp-code', 'icmp_code', ['number']],
  ['end-reason', 'end_reason', ['number']],
  ['nat-src-ip-addr', 'nat_srcaddr', ADDRESS],
  ['nat-dst-ip-addr', 'nat_dstaddr', ADDRESS],
  ['nat-src-ip-port', 'nat_srcport', ['ip-port']],
  ['nat-dst-ip-port', 'nat_dstport', ['ip-port']],
  ['application-id', 'application_id', ['number']],
  ['observation-domain', 'domain', ['number']],
  ['sampling-rate', 'sampling_rate', ['number']],
] as const satisfies readonly (readonly [string, FieldName, readonly PrimitiveType[]])[];

export const MATCHES: readonly Match[] = [
  { names: ['src-as', 'source-as'], text: 'Source AS.', field: 'src_as', types: ['as'] },
  { names: ['dst-as', 'destination-as'], text: 'Destination AS.', field: 'dst_as', types: ['as'] },
  { names: ['ip-protocol'], text: 'IP protocol.', field: 'prot', types: ['ip-protocol'] },
  {
    names: ['src-ip-addr-prefix-len', 'ip-source-address-prefix-len'],
    text: 'Length of the source prefix.',
    field: 'src_mask',
    types: ['ip-address-prefix-len'],
  },
  {
    names: ['dst-ip-addr-prefix-len', 'ip-destination-address-prefix-len'],
    text: 'Length of the destination prefix.',
    field: 'dst_mask',
    types: ['ip-address-prefix-len'],
  },
  { names: ['ip-tos'], text: 'ToS octet.', field: 'tos', types: ['ip-tos'] },
  { names: ['ip-marked-tos'], text: 'ToS octet as the router marked it.', field: 'marked_tos', types: ['ip-tos'] },
  { names: ['ip-tcp-flags'], text: 'TCP flags of all packets together.', field: 'tcp_flags', types: ['ip-tcp-flags'] },
  { names: ['src-ip-port', 'ip-source-port'], text: 'Source port.', field: 'srcport', types: ['ip-port'] },
  { names: ['dst-ip-port', 'ip-destination-port'], text: 'Destination port.', field: 'dstport', types: ['ip-port'] },
  { names: ['src-ifindex', 'input-interface'], text: 'Input interface (ifIndex).', field: 'input', types: ['ifindex'] },
  {
    names: ['dst-ifindex', 'output-interface'],
    text: 'Output interface (ifIndex).',
    field: 'output',
    types: ['ifindex'],
  },
  { names: ['engine-id'], text: 'Engine id of the exporter.', field: 'engine_id', types: ['engine'] },
  { names: ['engine-type'], text: 'Engine type of the exporter.', field: 'engine_type', types: ['engine'] },
  {
    names: ['flows'],
    text: 'Flows that an aggregated record stands for; 1 otherwise.',
    field: 'dflows',
    types: ['counter'],
  },
  { names: ['octets'], text: 'Octets of the flow.', field: 'doctets', types: ['counter'] },
  { names: ['packets'], text: 'Packets of the flow.', field: 'dpkts', types: ['counter'] },
  {
    names: ['extra-packets'],
    text: 'Packets beyond those that the router marked.',
    field: 'extra_pkts',
    types: ['counter'],
  },
  { names: ['duration'], text: 'Duration of the flow, ms.', field: 'duration', types: ['counter'] },
  { names: ['start-time'], text: 'Start of the flow.', field: 'start_ms', types: TIME },
  { names: ['end-time'], text: 'End of the flow.', field: 'end_ms', types: TIME },
  { names: ['src-tag', 'source-tag'], text: 'Source tag.', field: 'src_tag', types: TAG },
  { names: ['dst-tag', 'destination-tag'], text: 'Destination tag.', field: 'dst_tag', types: TAG },
  { names: ['nexthop-ip-addr', 'ip-nexthop-address'], text: 'Next hop.', field: 'nexthop', types: ADDRESS },
  {
    names: ['shortcut-ip-addr', 'ip-shortcut-address'],
    text: 'Router whose shortcut the flow took.',
    field: 'router_sc',
    types: ADDRESS,
  },
  { names: ['src-ip-addr', 'ip-source-address'], text: 'Source address.', field: 'srcaddr', types: ADDRESS },
  { names: ['dst-ip-addr', 'ip-destination-address'], text: 'Destination address.', field: 'dstaddr', types: ADDRESS },
  { names: ['exporter-ip-addr', 'ip-exporter-address'], text: 'Exporter.', field: 'exaddr', types: ADDRESS },
  { names: ['bps'], text: 'Mean rate of the flow, bits per second.', field: 'bps', types: ['double'] },
  { names: ['pps'], text: 'Mean rate of the flow, packets per second.', field: 'pps', types: ['double'] },
  { names: ['random-sample'], text: 'Nothing of the flow: a share of all flows.', types: ['rate'] },
  { names: ['element'], text: 'Elements that the exporter sent and no field stands for.', types: ['element'] },
  ...EXTENDED_MATCHES.map(([name, field, types]): Match => ({
    names: [name],
    text: flowField(field).text,
    field,
    types,
  })),
];

const BY_NAME = new Map(MATCHES.flatMap((match) => match.names.map((name) => [name, match] as const)));

/** The match of a name, whatever the case of its letters. */
export function findMatch(name: string): Match | undefined {
  return BY_NAME.get(name.toLowerCase());
}
