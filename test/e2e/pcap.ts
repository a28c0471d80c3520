/** Capture files in the classic pcap format (draft-ietf-opsawg-pcap), written from made packets. */
import { frame, type Packet } from './packet.js';

const MICROSECOND_MAGIC = 0xa1b2c3d4;
const ETHERNET = 1;

/** Content of a capture file with the packets in the order given. */
export function pcap(packets: readonly Packet[]): Buffer {
  const head = Buffer.alloc(24);
  head.writeUInt32LE(MICROSECOND_MAGIC, 0);
  head.writeUInt16LE(2, 4);
  head.writeUInt16LE(4, 6);
  head.writeUInt32LE(0xffff, 16);
  head.writeUInt32LE(ETHERNET, 20);
  const records = packets.flatMap((packet) => {
    const captured = frame(packet);
    const record = Buffer.alloc(16);
    record.writeUInt32LE(Math.floor(packet.at / 1000), 0);
    record.writeUInt32LE((packet.at % 1000) * 1000, 4);
    record.writeUInt32LE(captured.length, 8);
    record.writeUInt32LE(captured.length + packet.payload, 12);
    return [record, captured];
  });
  return Buffer.concat([head, ...records]);
}
