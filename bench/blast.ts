/** A router that sends datagrams at a stated rate, as a process of its own: NetFlow v5 of 30 flows, or v9 or IPFIX of 24. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { recordLayout } from '../lib/flow/layout.js';
import { translator } from '../lib/flow/translate.js';
import { EXTENDED } from '../lib/flow/version.js';
import { DatagramEncoder } from '../lib/netflow/encode.js';
import { MessageEncoder } from '../lib/netflow/message-encoder.js';

export type BlastVersion = '5' | '9' | '10';

/** As many as fit a datagram of version 5, and as newer exporters usually send. */
export const FLOWS_PER_DATAGRAM: Readonly<Record<BlastVersion, number>> = { '5': 30, '9': 24, '10': 24 };

/** Where the sequence number stands, and by how much it grows with a datagram. */
const SEQUENCE: Readonly<Record<BlastVersion, readonly [at: number, step: number]>> = {
  '5': [16, FLOWS_PER_DATAGRAM['5']],
  '9': [12, 1],
  '10': [8, FLOWS_PER_DATAGRAM['10']],
};

/** What routers tell of each flow: as much as version 5 does. */
const FIELDS = [
  ...(['srcaddr', 'dstaddr', 'nexthop', 'input', 'output', 'dpkts', 'doctets', 'start_ms', 'end_ms'] as const),
  ...(['srcport', 'dstport', 'prot', 'tos', 'tcp_flags', 'src_as', 'dst_as', 'src_mask', 'dst_mask'] as const),
];

/** Different datagrams: only the sequence number changes after so many. */
const DATAGRAMS = 256;

/** Sent before the system gets its turn: the socket's buffer is no longer than the receiver's. */
const AT_ONCE = 32;

/** As many different datagrams as a busy router sends in a moment. */
function makeDatagrams(version: BlastVersion): Buffer[] {
  const layout = recordLayout('5');
  const count = FLOWS_PER_DATAGRAM[version] * DATAGRAMS;
  const bytes = new Uint8Array(count * layout.size);
  const words = new Uint32Array(bytes.buffer);
  let noise = 1;
  for (let base = 0; base < words.length; base += layout.size >> 2) {
    const random = () => (noise = (Math.imul(noise, 1664525) + 1013904223) >>> 0);
    words.set([1743292800, 0, 5_000_000, 0], base);
    words.set([0x0a000000 + (random() >>> 18), 0xc0a80000 + (random() >>> 20), 0xc0000201, 0x00020001], base + 4);
    words.set([1 + (random() >>> 24), 40 + (random() >>> 16), 4_990_000, 4_999_000], base + 8);
    words.set([((random() >>> 16) << 16) | 443, 0x06 | (random() & 0x1b0000), 0, 0], base + 12);
  }
  const batch = { layout, bytes, count };
  if (version === '5') return [...new DatagramEncoder('5').add(batch)];
  const widen = translator('5', EXTENDED);
  if (!widen) throw new Error('version 5 can be made extended');
  const encoder = new MessageEncoder(version, { fields: FIELDS, records: FLOWS_PER_DATAGRAM[version], octets: 2048 });
  const last = [...encoder.add(widen(batch)), encoder.flush()];
  return last.filter((datagram) => datagram !== undefined);
}

/**
 * Sends `count` datagrams to a port of this host, `rate` a second or as many as it can.
 * @returns the seconds it took
 */
export async function blast(version: BlastVersion, port: number, rate: number, count: number): Promise<number> {
  const datagrams = makeDatagrams(version);
  const [at, step] = SEQUENCE[version];
  const socket = createSocket('udp4');
  socket.connect(port, '127.0.0.1');
  await once(socket, 'connect');
  socket.setSendBufferSize(4 << 20);
  const begun = process.hrtime.bigint();
  const elapsed = () => Number(process.hrtime.bigint() - begun) / 1e9;
  for (let sent = 0; sent < count;) {
    const due = Math.min(count, Math.ceil(elapsed() * rate));
    for (; sent < due; sent++) {
      const datagram = datagrams[sent % datagrams.length] ?? Buffer.alloc(0);
      datagram.writeUInt32BE((sent * step) >>> 0, at);
      socket.send(datagram);
      if (sent % AT_ONCE === AT_ONCE - 1) await new Promise(setImmediate);
    }
    await setTimeout(1);
  }
  await new Promise(setImmediate);
  const seconds = elapsed();
  socket.close();
  return seconds;
}
