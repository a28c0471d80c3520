/** IP packets as a capture holds them: Ethernet frames cut after the transport header, lengths as on the wire. */
import { isIPv6 } from 'node:net';

export const PROTOCOLS = { icmp: 1, tcp: 6, udp: 17, icmp6: 58 } as const;
export type Protocol = keyof typeof PROTOCOLS;

/** Length of the transport header in octets. */
const HEADER = { icmp: 8, tcp: 20, udp: 8, icmp6: 8 } as const satisfies Record<Protocol, number>;

export interface Packet {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly protocol: Protocol;
  /** Both IPv4 or both IPv6. */
  readonly srcaddr: string;
  readonly dstaddr: string;
  /** 0 for ICMP. */
  readonly srcport: number;
  /** For ICMP type × 256 + code, as NetFlow has it. */
  readonly dstport: number;
  /** TCP only. */
  readonly flags: number;
  readonly tos: number;
  /** Octets after the transport header. */
  readonly payload: number;
}

/** Octets of the whole IP packet, its header included: what NetFlow counts. */
export function ipOctets(packet: Packet): number {
  return (isIPv6(packet.srcaddr) ? 40 : 20) + HEADER[packet.protocol] + packet.payload;
}

const octets = (address: string): number[] => address.split('.').map(Number);

/** The 16 octets of an IPv6 address; `::` stands for the groups that are missing. */
function octets6(address: string): number[] {
  const [head = '', tail = ''] = address.split('::');
  const groups = (text: string): string[] => (text ? text.split(':') : []);
  const missing = 8 - groups(head).length - groups(tail).length;
  const all = [...groups(head), ...Array<string>(missing).fill('0'), ...groups(tail)];
  return all.flatMap((group) => [parseInt(group, 16) >> 8, parseInt(group, 16) & 0xff]);
}

/** RFC 1071. */
function checksum(header: Buffer): number {
  let sum = 0;
  for (let at = 0; at < header.length; at += 2) sum += header.readUInt16BE(at);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
  return ~sum & 0xffff;
}

/** RFC 791. */
function ipv4Header(packet: Packet): Buffer {
  const header = Buffer.alloc(20);
  header.writeUInt8(0x45, 0);
  header.writeUInt8(packet.tos, 1);
  header.writeUInt16BE(ipOctets(packet), 2);
  header.writeUInt8(64, 8);
  header.writeUInt8(PROTOCOLS[packet.protocol], 9);
  header.set(octets(packet.srcaddr), 12);
  header.set(octets(packet.dstaddr), 16);
  header.writeUInt16BE(checksum(header), 10);
  return header;
}

/** RFC 8200. */
function ipv6Header(packet: Packet): Buffer {
  const header = Buffer.alloc(40);
  header.writeUInt32BE(0x6000_0000 + packet.tos * 0x10_0000, 0);
  header.writeUInt16BE(ipOctets(packet) - 40, 4);
  header.writeUInt8(PROTOCOLS[packet.protocol], 6);
  header.writeUInt8(64, 7);
  header.set(octets6(packet.srcaddr), 8);
  header.set(octets6(packet.dstaddr), 24);
  return header;
}

/** RFC 9293, 768, 792 and 4443; checksums stay 0. */
function transportHeader(packet: Packet): Buffer {
  const header = Buffer.alloc(HEADER[packet.protocol]);
  if (packet.protocol === 'icmp' || packet.protocol === 'icmp6') {
    header.writeUInt16BE(packet.dstport, 0);
    return header;
  }
  header.writeUInt16BE(packet.srcport, 0);
  header.writeUInt16BE(packet.dstport, 2);
  if (packet.protocol === 'udp') header.writeUInt16BE(8 + packet.payload, 4);
  else header.writeUInt16BE(0x5000 | packet.flags, 12);
  return header;
}

/** The frame up to the end of its transport header. The frame on the wire is `payload` octets longer. */
export function frame(packet: Packet): Buffer {
  const six = isIPv6(packet.srcaddr);
  const ethernet = Buffer.from(`020000000001020000000002${six ? '86dd' : '0800'}`, 'hex');
  return Buffer.concat([ethernet, six ? ipv6Header(packet) : ipv4Header(packet), transportHeader(packet)]);
}
