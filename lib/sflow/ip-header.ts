/** The IPv4 or IPv6 header of a sampled packet, and the way past options and extension headers. */
import { copyIpv4, copyIpv6, type SampledFlow } from './sampled-flow.js';
import { readTransport } from './transport-header.js';

const IPV4_OCTETS = 20;
const IPV6_OCTETS = 40;

/**
 * Reads an IP packet of either version.
 * @param view the datagram; octets from `at` to `end` are those of the packet that were sampled
 * @param length octets of the packet as the frame's length gives them: taken where the header does not say, since the
 *   packet was segmented by the network card or is a jumbogram
 * @returns false if it is not IP, or too short to tell its addresses
 */
export function readIp(view: DataView, at: number, end: number, length: number, flow: SampledFlow): boolean {
  if (at >= end) return false;
  const version = view.getUint8(at) >> 4;
  if (version === 4) return readIpv4(view, at, end, length, flow);
  return version === 6 && readIpv6(view, at, end, length, flow);
}

/** RFC 791. */
function readIpv4(view: DataView, at: number, end: number, length: number, flow: SampledFlow): boolean {
  const headerOctets = (view.getUint8(at) & 15) * 4;
  if (headerOctets < IPV4_OCTETS || at + IPV4_OCTETS > end) return false;
  flow.clearPacket();
  flow.family = 4;
  flow.told = 'by its header';
  flow.tos = view.getUint8(at + 1);
  flow.doctets = view.getUint16(at + 2) || length;
  flow.prot = view.getUint8(at + 9);
  copyIpv4(flow.srcaddr, view, at + 12);
  copyIpv4(flow.dstaddr, view, at + 16);
  const isFirstFragment = (view.getUint16(at + 6) & 0x1fff) === 0;
  if (isFirstFragment) readTransport(view, at + headerOctets, end, flow);
  return true;
}

/** Protocol numbers of extension headers whose second octet is their length in units of 8 octets, less one. */
const EXTENSIONS: ReadonlySet<number> = new Set([0, 43, 60, 135, 139, 140]);
const FRAGMENT = 44;
const FRAGMENT_OCTETS = 8;
const AUTHENTICATION = 51;

/**
 * RFC 8200. What follows an extension header that was not sampled whole is not known: the protocol is then the number
 * of that header.
 */
function readIpv6(view: DataView, at: number, end: number, length: number, flow: SampledFlow): boolean {
  if (at + IPV6_OCTETS > end) return false;
  flow.clearPacket();
  flow.family = 6;
  flow.told = 'by its header';
  flow.tos = (view.getUint16(at) >> 4) & 255;
  const payload = view.getUint16(at + 4);
  flow.doctets = payload > 0 ? IPV6_OCTETS + payload : Math.max(length, IPV6_OCTETS);
  copyIpv6(flow.srcaddr, view, at + 8);
  copyIpv6(flow.dstaddr, view, at + 24);
  let next = view.getUint8(at + 6);
  let header = at + IPV6_OCTETS;
  // each turn goes forward by 8 octets at least, so that the sampled octets bound it
  while (header + FRAGMENT_OCTETS <= end) {
    if (next === FRAGMENT) {
      const isFirst = (view.getUint16(header + 2) & 0xfff8) === 0;
      next = view.getUint8(header);
      if (!isFirst) {
        flow.prot = next;
        return true;
      }
      header += FRAGMENT_OCTETS;
    } else if (EXTENSIONS.has(next)) {
      next = view.getUint8(header);
      header += (view.getUint8(header + 1) + 1) * 8;
    } else if (next === AUTHENTICATION) {
      next = view.getUint8(header);
      header += Math.max(8, (view.getUint8(header + 1) + 2) * 4);
    } else break;
  }
  flow.prot = next;
  readTransport(view, header, end, flow);
  return true;
}
