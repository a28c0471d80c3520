/**
 * flow-export -f 1: one made-up packet without payload per flow, as a pcap file (libpcap file format 2.4). Standard
 * headers: those of the original's 64-bit build can be read by nothing.
 */
import { fieldReader } from '../../flow/batch.js';
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
      const packets: Buffer[] = [];
      for (let index = 0; index < batch.count; index++) {
        const transport = TRANSPORT[protocol(index)] ?? 0;
        const length = ETHERNET + IPV4 + transport;
        const packet = Buffer.alloc(16 + length);
        packet.writeUInt32LE(secs(index), 0);
        packet.writeUInt32LE(Math.floor(nsecs(index) / 1000) % 1_000_000, 4);
        packet.writeUInt32LE(length, 8);
        packet.writeUInt32LE(length, 12);
        packet.writeUInt16BE(0x0800, 16 + 12);
        const ip = 16 + ETHERNET;
        packet[ip] = 0x45;
        packet[ip + 1] = tos(index);
        packet.writeUInt16BE(IPV4 + transport, ip + 2);
        packet[ip + 9] = protocol(index);
        packet.writeUInt32BE(srcaddr(index), ip + 12);
        packet.writeUInt32BE(dstaddr(index), ip + 16);
        packet.writeUInt16BE(checksum(packet, ip), ip + 10);
        if (transport > 0) {
          packet.writeUInt16BE(srcport(index), ip + IPV4);
          packet.writeUInt16BE(dstport(index), ip + IPV4 + 2);
        }
        if (transport === TRANSPORT[UDP]) packet.writeUInt16BE(8, ip + IPV4 + 4);
        if (transport === TRANSPORT[TCP]) {
          packet[ip + IPV4 + 12] = 6 << 4;
          packet[ip + IPV4 + 13] = flags(index);
        }
        packets.push(packet);
      }
      return Buffer.concat(packets);
    },
  };
}
