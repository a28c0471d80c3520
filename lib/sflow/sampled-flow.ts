/** One sampled packet as a flow, before it becomes a record. */
import { NO_ICMP } from '../flow/icmp.js';

/** 32-bit words of an address here: IPv6, or IPv4 mapped into it (RFC 4291 section 2.5.5.2), the highest first. */
const ADDRESS_WORDS = 4;
/** The word before an IPv4 address. */
const MAPPED = 0xffff;

/** Where a packet was sampled, as the field `direction` has it. */
export const DIRECTIONS = { in: 0, out: 1, unknown: 255 } as const;

/**
 * What one sample says. Numbers are named as the fields of the flow record that they become; addresses are four words, all 0 for none.
 * One object is used for sample after sample, so that nothing is allocated for each.
 */
export class SampledFlow {
  /** 4 or 6 when the packet is IP; 0 if it is not, or not yet known. */
  family: 0 | 4 | 6 = 0;
  /** What told of the packet: its own octets say more than a record that the agent made of it. */
  told: 'nothing' | 'by the agent' | 'by its header' = 'nothing';
  readonly srcaddr = new Uint32Array(ADDRESS_WORDS);
  readonly dstaddr = new Uint32Array(ADDRESS_WORDS);
  readonly nexthop = new Uint32Array(ADDRESS_WORDS);
  readonly peer_nexthop = new Uint32Array(ADDRESS_WORDS);
  readonly nat_srcaddr = new Uint32Array(ADDRESS_WORDS);
  readonly nat_dstaddr = new Uint32Array(ADDRESS_WORDS);
  doctets = 0;
  srcport = 0;
  dstport = 0;
  prot = 0;
  tos = 0;
  tcp_flags = 0;
  icmp_type = NO_ICMP;
  icmp_code = NO_ICMP;
  /** As 48-bit numbers, the first octet the highest. */
  src_mac = 0;
  dst_mac = 0;
  /** The outermost tag, 0 without. */
  tag = 0;
  /** What the switch says of VLANs, undefined if nothing. */
  switched: { readonly src: number; readonly dst: number } | undefined;
  mpls_label = 0;
  input = 0;
  output = 0;
  src_mask = 0;
  dst_mask = 0;
  src_as = 0;
  dst_as = 0;
  nat_srcport = 0;
  nat_dstport = 0;
  forwarding_status = 0;
  /** One of DIRECTIONS. */
  direction: number = DIRECTIONS.unknown;
  sampling_rate = 0;

  /** As new. */
  clear(): void {
    this.family = 0;
    this.told = 'nothing';
    this.nexthop.fill(0);
    this.peer_nexthop.fill(0);
    this.nat_srcaddr.fill(0);
    this.nat_dstaddr.fill(0);
    this.src_mac = this.dst_mac = this.tag = this.mpls_label = 0;
    this.switched = undefined;
    this.input = this.output = this.src_mask = this.dst_mask = this.src_as = this.dst_as = 0;
    this.nat_srcport = this.nat_dstport = 0;
    this.forwarding_status = this.sampling_rate = 0;
    this.direction = DIRECTIONS.unknown;
    this.clearPacket();
  }

  /** Forgets what the IP header and those behind it said. */
  clearPacket(): void {
    this.srcaddr.fill(0);
    this.dstaddr.fill(0);
    this.doctets = this.srcport = this.dstport = this.prot = this.tos = this.tcp_flags = 0;
    this.icmp_type = this.icmp_code = NO_ICMP;
  }

  /** VLAN that the packet came in with. */
  get src_vlan(): number {
    return this.switched?.src ?? this.tag;
  }

  /** VLAN that it went out with, 0 if that is not known. */
  get dst_vlan(): number {
    return this.switched?.dst ?? 0;
  }
}

/** Puts the IPv4 address at octet `at` into `target`, mapped. */
export function copyIpv4(target: Uint32Array, view: DataView, at: number): void {
  target[0] = 0;
  target[1] = 0;
  target[2] = MAPPED;
  target[3] = view.getUint32(at);
}

/** Puts the IPv6 address at octet `at` into `target`. */
export function copyIpv6(target: Uint32Array, view: DataView, at: number): void {
  for (let word = 0; word < ADDRESS_WORDS; word++) target[word] = view.getUint32(at + 4 * word);
}
