/**
 * flow-export -f 1: one made-up packet without payload per flow, as a pcap file (libpcap file format 2.4). Standard
 * headers: those of the original's 64-bit build can be read by nothing.
 */
import { MAPPED_LOW } from '../../flow/address-place.js';
import { addressReader, fieldReader } from '../../flow/batch.js';
import type { FieldName } from '../../flow/field.js';
import type { ExportFormat } from './format.js';

/** Fields without which there is no packet. */
export const PCAP_FIELDS: readonly FieldName[] = [
  'unix_secs',
  'unix_nsecs',
  'srcaddr',
  'dstaddr',
  'srcport',
  'dstport',
  'prot',
  'tos',
];

const ETHERNET = 14;
const IPV4 = 20;
const IPV6 = 40;
const TCP = 6;
const UDP = 17;
/** Octets of the transport header; the TCP header has 4 octets of options, as the original's. */
const TRANSPORT: Readonly<Record<number, number>> = { [TCP]: 24, [UDP]: 8 };

function fileHeader(): Buffer {
  const header = Buffer.alloc(24);
  header.writeUInt32LE(0xa1b2c3d4, 0);
  header.writeUInt16LE(2, 4);
  header.writeUInt16LE(4, 6);
  header.writeUInt32LE(65535, 16); // snap length
  header.writeUInt32LE(1, 20); // Ethernet
  return header;
}

/** Internet checksum (RFC 1071) of the header at `at`. */
function checksum(bytes: Buffer, at: number): number {
  let sum = 0;
  for (let offset = 0; offset < IPV4; offset += 2) sum += bytes.readUInt16BE(at + offset);
  sum = (sum & 0xffff) + (sum >>> 16);
  return ~((sum & 0xffff) + (sum >>> 16)) & 0xffff;
}

/** The format; the batches must have PCAP_FIELDS. */
export function pcapFormat(): ExportFormat {
  return {
    start: fileHeader(),
    records(batch) {
      const read = (name: FieldName) => fieldReader(batch, name) ?? (() => 0);
      const [secs, nsecs, srcaddr, dstaddr] = [read('unix_secs'), read('unix_nsecs'), read('srcaddr'), read('dstaddr')];
      const [srcport, dstport, protocol, tos] = [read('srcport'), read('dstport'), read('prot'), read('tos')];
      const flags = read('tcp_flags');
      const [sources, destinations] = [addressReader(batch, 'srcaddr'), addressReader(batch, 'dstaddr')];
      const packets: Buffer[] = [];
      for (let index = 0; index < batch.count; index++) {
        const transport = TRANSPORT[protocol(index)] ?? 0;
        const [from, to] = [sources?.(index), destinations?.(index)];
        const isIpv6 = from?.family === 6 || to?.family === 6;
        const network = isIpv6 ? IPV6 : IPV4;
        const length = ETHERNET + network + transport;
        const packet = Buffer.alloc(16 + length);
        packet.writeUInt32LE(secs(index), 0);
        packet.writeUInt32LE(Math.floor(nsecs(index) / 1000) % 1_000_000, 4);
        packet.writeUInt32LE(length, 8);
        packet.writeUInt32LE(length, 12);
        packet.writeUInt16BE(isIpv6 ? 0x86dd : 0x0800, 16 + 12);
        const ip = 16 + ETHERNET;
        if (isIpv6) {
          packet.writeUInt32BE(0x60000000 + tos(index) * 2 ** 20, ip);
          packet.writeUInt16BE(transport, ip + 4);
          packet[ip + 6] = protocol(index);
          [from, to].forEach((address, side) => {
            const value = address?.family === 6 ? address.value : MAPPED_LOW | BigInt(address?.value ?? 0);
            packet.writeBigUInt64BE(value >> 64n, ip + 8 + 16 * side);
            packet.writeBigUInt64BE(BigInt.asUintN(64, value), ip + 16 + 16 * side);
          });
        } else {
          packet[ip] = 0x45;
          packet[ip + 1] = tos(index);
          packet.writeUInt16BE(IPV4 + transport, ip + 2);
          packet[ip + 9] = protocol(index);
          packet.writeUInt32BE(srcaddr(index), ip + 12);
          packet.writeUInt32BE(dstaddr(index), ip + 16);
          packet.writeUInt16BE(checksum(packet, ip), ip + 10);
        }
        if (transport > 0) {
          packet.writeUInt16BE(srcport(index), ip + network);
          packet.writeUInt16BE(dstport(index), ip + network + 2);
        }
        if (transport === TRANSPORT[UDP]) packet.writeUInt16BE(8, ip + network + 4);
        if (transport === TRANSPORT[TCP]) {
          packet[ip + network + 12] = 6 << 4;
          packet[ip + network + 13] = flags(index);
        }
        packets.push(packet);
      }
      return Buffer.concat(packets);
    },
  };
}
