/** What a filter-definition can match: the field each name stands for and the primitives that fit it (section 5.3). */
import type { Quantity } from '../query/quantity.js';
import type { PrimitiveType } from './primitive-types.js';

export interface Match {
  readonly names: readonly string[];
  /** Absent where no field is tested. */
  readonly field?: Quantity;
  readonly types: readonly PrimitiveType[];
}

const ADDRESS = ['ip-address', 'ip-address-mask', 'ip-address-prefix'] as const;
const TIME = ['time', 'time-date'] as const;
const TAG = ['tag', 'tag-mask'] as const;

const MATCHES: readonly Match[] = [
  { names: ['src-as', 'source-as'], field: 'src_as', types: ['as'] },
  { names: ['dst-as', 'destination-as'], field: 'dst_as', types: ['as'] },
  { names: ['ip-protocol'], field: 'prot', types: ['ip-protocol'] },
  {
    names: ['src-ip-addr-prefix-len', 'ip-source-address-prefix-len'],
    field: 'src_mask',
    types: ['ip-address-prefix-len'],
  },
  {
    names: ['dst-ip-addr-prefix-len', 'ip-destination-address-prefix-len'],
    field: 'dst_mask',
    types: ['ip-address-prefix-len'],
  },
  { names: ['ip-tos'], field: 'tos', types: ['ip-tos'] },
  { names: ['ip-marked-tos'], field: 'marked_tos', types: ['ip-tos'] },
  { names: ['ip-tcp-flags'], field: 'tcp_flags', types: ['ip-tcp-flags'] },
  { names: ['src-ip-port', 'ip-source-port'], field: 'srcport', types: ['ip-port'] },
  { names: ['dst-ip-port', 'ip-destination-port'], field: 'dstport', types: ['ip-port'] },
  { names: ['src-ifindex', 'input-interface'], field: 'input', types: ['ifindex'] },
  { names: ['dst-ifindex', 'output-interface'], field: 'output', types: ['ifindex'] },
  { names: ['engine-id'], field: 'engine_id', types: ['engine'] },
  { names: ['engine-type'], field: 'engine_type', types: ['engine'] },
  { names: ['flows'], field: 'dflows', types: ['counter'] },
  { names: ['octets'], field: 'doctets', types: ['counter'] },
  { names: ['packets'], field: 'dpkts', types: ['counter'] },
  { names: ['extra-packets'], field: 'extra_pkts', types: ['counter'] },
  { names: ['duration'], field: 'duration', types: ['counter'] },
  { names: ['start-time'], field: 'start_ms', types: TIME },
  { names: ['end-time'], field: 'end_ms', types: TIME },
  { names: ['src-tag', 'source-tag'], field: 'src_tag', types: TAG },
  { names: ['dst-tag', 'destination-tag'], field: 'dst_tag', types: TAG },
  { names: ['nexthop-ip-addr', 'ip-nexthop-address'], field: 'nexthop', types: ADDRESS },
  { names: ['shortcut-ip-addr', 'ip-shortcut-address'], field: 'router_sc', types: ADDRESS },
  { names: ['src-ip-addr', 'ip-source-address'], field: 'srcaddr', types: ADDRESS },
  { names: ['dst-ip-addr', 'ip-destination-address'], field: 'dstaddr', types: ADDRESS },
  { names: ['exporter-ip-addr', 'ip-exporter-address'], field: 'exaddr', types: ADDRESS },
  { names: ['bps'], field: 'bps', types: ['double'] },
  { names: ['pps'], field: 'pps', types: ['double'] },
  { names: ['random-sample'], types: ['rate'] },
];

const BY_NAME = new Map(MATCHES.flatMap((match) => match.names.map((name) => [name, match] as const)));

/** The match of a name, whatever the case of its letters. */
export function findMatch(name: string): Match | undefined {
  return BY_NAME.get(name.toLowerCase());
}
