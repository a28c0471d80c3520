/** A router that sends NetFlow v5 datagrams of 30 flows at a stated rate, as a process of its own. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { recordLayout } from '../lib/flow/layout.js';
import { DatagramEncoder } from '../lib/netflow/encode.js';

/** As many as fit a datagram of version 5. */
export const FLOWS_PER_DATAGRAM = 30;

/** Different datagrams: only the sequence number changes after so many. */
const DATAGRAMS = 256;

/** Sent before the system gets its turn: the socket's buffer is no longer than the receiver's. */
const AT_ONCE = 32;

/** As many different datagrams as a busy router sends in a moment. */
function makeDatagrams(): Buffer[] {
  const layout = recordLayout('5');
  const count = FLOWS_PER_DATAGRAM * DATAGRAMS;
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
  return [...new DatagramEncoder('5').add({ layout, bytes, count })];
}

/**
 * Sends `count` datagrams to a port of this host, `rate` a second or as many as it can.
 * @returns the seconds it took
 */
export async function blast(port: number, rate: number, count: number): Promise<number> {
  const datagrams = makeDatagrams();
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
      datagram.writeUInt32BE((sent * FLOWS_PER_DATAGRAM) >>> 0, 16);
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
