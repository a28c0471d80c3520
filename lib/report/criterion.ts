/** The filter fields of the form: one table of what each is called, which flow fields it tests and on which side it stands. */
import { FLOW_FIELDS } from '../flow/field.js';
import type { Quantity } from '../query/quantity.js';

export interface Criterion {
  /** Parameter name, the original's where it has the field (reference section 2.1). */
  readonly name: string;
  readonly label: string;
  /** Where the form shows it: `either` tests both directions, `flow` has none, `size` and `newer` are among what is seldom needed. */
  readonly side: 'source' | 'destination' | 'either' | 'flow' | 'size' | 'newer';
  /**
   * What of a flow is tested; with two, a flow passes if either does (for a list of nothing but exclusions: if both do). With
   * none, elements are, which have no field.
   */
  readonly fields: readonly [] | readonly [Quantity] | readonly [Quantity, Quantity];
  readonly hint: string;
}

const HINTS = {
  address: '10.0.0.0/8, -10.1.0.0/16',
  port: '80, https, 5000:5100',
  interface: '12, 17',
  as: '64620, -64621',
} as const;

const CLASSIC_CRITERIA = [
  { name: 'source_address', label: 'Source IPs', side: 'source', fields: ['srcaddr'], hint: HINTS.address },
  { name: 'source_port', label: 'Source Ports', side: 'source', fields: ['srcport'], hint: HINTS.port },
  { name: 'source_if', label: 'Source I/Fs', side: 'source', fields: ['input'], hint: HINTS.interface },
  { name: 'source_as', label: 'Source AS', side: 'source', fields: ['src_as'], hint: HINTS.as },
  { name: 'dest_address', label: 'Destination IPs', side: 'destination', fields: ['dstaddr'], hint: HINTS.address },
  { name: 'dest_port', label: 'Destination Ports', side: 'destination', fields: ['dstport'], hint: HINTS.port },
  { name: 'dest_if', label: 'Destination I/Fs', side: 'destination', fields: ['output'], hint: HINTS.interface },
  { name: 'dest_as', label: 'Destination AS', side: 'destination', fields: ['dst_as'], hint: HINTS.as },
  { name: 'either_address', label: 'Either IP', side: 'either', fields: ['srcaddr', 'dstaddr'], hint: HINTS.address },
  { name: 'either_port', label: 'Either Port', side: 'either', fields: ['srcport', 'dstport'], hint: HINTS.port },
  { name: 'either_if', label: 'Either I/F', side: 'either', fields: ['input', 'output'], hint: HINTS.interface },
  { name: 'either_as', label: 'Either AS', side: 'either', fields: ['src_as', 'dst_as'], hint: HINTS.as },
  { name: 'protocols', label: 'Protocols', side: 'flow', fields: ['prot'], hint: 'tcp, 17, -1' },
  { name: 'tos_fields', label: 'TOS Fields', side: 'flow', fields: ['tos'], hint: '184, 0xb8/0xfc' },
  { name: 'tcp_flags', label: 'TCP Flags', side: 'flow', fields: ['tcp_flags'], hint: '0x02/0x12' },
  { name: 'nexthop_ip', label: 'NextHop IPs', side: 'flow', fields: ['nexthop'], hint: '192.0.2.1' },
  { name: 'exporter', label: 'Exporter', side: 'flow', fields: ['exaddr'], hint: '192.0.2.1' },
  {
    name: 'octets_per_flow',
    label: 'Octets per Flow',
    side: 'size',
    fields: ['doctets'],
    hint: '1000000: (or more)',
  },
  { name: 'packets_per_flow', label: 'Packets per Flow', side: 'size', fields: ['dpkts'], hint: '1:3' },
  { name: 'packet_size', label: 'Octets per Packet', side: 'size', fields: ['octets_per_packet'], hint: '-40:64' },
  { name: 'flow_time_ms', label: 'Flow Time (ms)', side: 'size', fields: ['duration'], hint: '60000:' },
] as const satisfies readonly Criterion[];

/** Fields that only newer exports have, and so only extended records. */
type Extended = Extract<(typeof FLOW_FIELDS)[number], { readonly origin: 'extended' }>;

export type ExtendedName = Extended['name'];

const NEWER_HINTS: Readonly<Record<ExtendedName, string>> = {
  src_vlan: '100, 200:299',
  dst_vlan: '100, 200:299',
  src_mac: '00:00:5e:00:53:01',
  dst_mac: '00:00:5e:00:00:00/24',
  mpls_label: '16:',
  direction: 'ingress, egress',
  forwarding_status: 'dropped, -129',
  icmp_type: '8, 128',
  icmp_code: '0',
  end_reason: 'idle, active, 3',
  nat_srcaddr: HINTS.address,
  nat_dstaddr: HINTS.address,
  nat_srcport: HINTS.port,
  nat_dstport: HINTS.port,
  application_id: '13..453, -3..80',
  domain: '256',
  sampling_rate: '2: (or more)',
  sampling_source: 'nobody, configuration',
};

const NEWER_CRITERIA = FLOW_FIELDS.filter(
  (field): field is Extended => 'origin' in field && field.origin === 'extended',
)
  // prettier-ignore -- a criterion a line
  .map(({ name, title }) => ({ name, label: title, side: 'newer', fields: [name], hint: NEWER_HINTS[name] }) as const);

const ELEMENTS = {
  name: 'elements',
  label: 'Other Elements',
  side: 'newer',
  fields: [],
  hint: 'interfaceName=Gi0*, samplerId!=0',
} as const satisfies Criterion;

/** Every filter field; those of newer exports have the names of their flow fields. */
export const CRITERIA = [...CLASSIC_CRITERIA, ...NEWER_CRITERIA, ELEMENTS] satisfies readonly Criterion[];

export type CriterionName = (typeof CRITERIA)[number]['name'];
