/** UDP datagrams as the IP packets that carry them (RFC 768, RFC 791, RFC 8200), for raw sockets, which take these whole. */
import type { AddressNumber } from '../flow/address-number.js';

/** A datagram with all that its headers tell; both addresses are of one family. */
export interface UdpDatagram {
  readonly from: AddressNumber;
  readonly fromPort: number;
  readonly to: AddressNumber;
  readonly toPort: number;
  readonly ttl: number;
  readonly payload: Uint8Array;
}

const PROTOCOL = 17;
/** Octets of headers; a fragment of IPv6 has one more. */
const UDP_HEADER = 8;
const IPV4_HEADER = 20;
const IPV6_HEADER = 40;
const FRAGMENT_HEADER = 8;
const FRAGMENT = 44;

function addressOctets(address: AddressNumber): Buffer {
  const isIpv4 = typeof address === 'number';
  return Buffer.from(address.toString(16).padStart(isIpv4 ? 8 : 32, '0'), 'hex');
}

/** The sum of 16-bit words in one's complement (RFC 1071); an odd octet at the end counts as if a zero followed. */
function sumOf(octets: Uint8Array): number {
  let sum = 0;
  for (let at = 0; at < octets.length; at += 2) sum += (octets[at] ?? 0) * 256 + (octets[at + 1] ?? 0);
  return sum;
}

function complement(sum: number): number {
  let folded = sum;
  while (folded > 0xffff) folded = (folded & 0xffff) + Math.floor(folded / 0x10000);
  return ~folded & 0xffff;
}

/** The UDP header and what follows it. The checksum covers the addresses; 0 would mean that there is none. */
function segment({ from, fromPort, to, toPort, payload }: UdpDatagram): Buffer {
  const octets = Buffer.alloc(UDP_HEADER + payload.length);
  octets.writeUInt16BE(fromPort, 0);
  octets.writeUInt16BE(toPort, 2);
  octets.writeUInt16BE(octets.length, 4);
  octets.set(payload, UDP_HEADER);
  const addresses = sumOf(addressOctets(from)) + sumOf(addressOctets(to));
  octets.writeUInt16BE(complement(addresses + PROTOCOL + octets.length + sumOf(octets)) || 0xffff, 6);
  return octets;
}

/** What tells the parts of a datagram from those of others, and where one belongs. */
interface Part {
  readonly octets: Uint8Array;
  /** Octets before it. */
  readonly offset: number;
  readonly follows: 'more' | 'nothing';
}

function ipv4Packet({ from, to, ttl }: UdpDatagram, { octets, offset, follows }: Part, identification: number): Buffer {
  const packet = Buffer.alloc(IPV4_HEADER + octets.length);
  packet[0] = 0x45;
  packet.writeUInt16BE(packet.length, 2);
  packet.writeUInt16BE(identification & 0xffff, 4);
  packet.writeUInt16BE((offset >> 3) | (follows === 'more' ? 0x2000 : 0), 6);
  packet[8] = ttl;
  packet[9] = PROTOCOL;
  packet.set(addressOctets(from), 12);
  packet.set(addressOctets(to), 16);
  packet.writeUInt16BE(complement(sumOf(packet.subarray(0, IPV4_HEADER))), 10);
  packet.set(octets, IPV4_HEADER);
  return packet;
}

function ipv6Packet({ from, to, ttl }: UdpDatagram, { octets, offset, follows }: Part, identification: number): Buffer {
  const isFragment = offset > 0 || follows === 'more';
  const extension = isFragment ? FRAGMENT_HEADER : 0;
  const packet = Buffer.alloc(IPV6_HEADER + extension + octets.length);
  packet[0] = 0x60;
  packet.writeUInt16BE(extension + octets.length, 4);
  packet[6] = isFragment ? FRAGMENT : PROTOCOL;
  packet[7] = ttl;
  packet.set(addressOctets(from), 8);
  packet.set(addressOctets(to), 24);
  if (isFragment) {
    packet[40] = PROTOCOL;
    packet.writeUInt16BE(offset | (follows === 'more' ? 1 : 0), 42);
    packet.writeUInt32BE(identification >>> 0, 44);
  }
  packet.set(octets, IPV6_HEADER + extension);
  return packet;
}

/** The packet that has the datagram as a whole. */
export function udpPacket(datagram: UdpDatagram): Buffer {
  const whole: Part = { octets: segment(datagram), offset: 0, follows: 'nothing' };
  return typeof datagram.to === 'number' ? ipv4Packet(datagram, whole, 0) : ipv6Packet(datagram, whole, 0);
}

/**
 * The fragments of a datagram.
 * @param most octets of the largest packet, at least 68
 * @param identification differs from that of other datagrams between the two addresses; 16 bits of it for IPv4, 32 for IPv6
 */
export function udpFragments(datagram: UdpDatagram, most: number, identification: number): Buffer[] {
  const all = segment(datagram);
  const isIpv4 = typeof datagram.to === 'number';
  const room = (most - (isIpv4 ? IPV4_HEADER : IPV6_HEADER + FRAGMENT_HEADER)) & ~7;
  const packets: Buffer[] = [];
  for (let offset = 0; offset < all.length; offset += room) {
    const octets = all.subarray(offset, offset + room);
    const part: Part = { octets, offset, follows: offset + room < all.length ? 'more' : 'nothing' };
    packets.push((isIpv4 ? ipv4Packet : ipv6Packet)(datagram, part, identification));
  }
  return packets;
}
