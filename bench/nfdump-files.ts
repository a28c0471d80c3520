/** The same flows for nfdump: sent to an nfcapd of our own over loopback. */
import { spawn, spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { mkdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FlowBatch } from '../lib/flow/batch.js';
import { DatagramEncoder } from '../lib/netflow/encode.js';

const PORT = 29_555;
/** Datagrams between two looks at the receiver's queue: they fit the smallest socket buffer. */
const BURST = 60;

/** Octets that wait in the socket of the port; undefined while nobody listens. */
function queued(): number | undefined {
  const port = PORT.toString(16).toUpperCase().padStart(4, '0');
  const line = readFileSync('/proc/net/udp', 'utf8').match(new RegExp(`^.*: [0-9A-F]{8}:${port} .*$`, 'm'))?.[0];
  const queue = line && /:([0-9A-F]{8}) \d\d:/.exec(line)?.[1];
  return queue === undefined ? undefined : parseInt(queue, 16);
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(1);
}

/**
 * Writes nfdump files (LZ4) of version 5 flows into a directory.
 * @throws Error if nfdump does not count as many flows as were sent
 */
export async function writeNfdumpFiles(directory: string, batches: Iterable<FlowBatch>): Promise<void> {
  mkdirSync(directory, { recursive: true });
  const args = ['-w', directory, '-b', '127.0.0.1', '-p', String(PORT), '-t', '86400', '-B', '4000000', '-y'];
  const collector = spawn('nfcapd', args, { stdio: 'ignore' });
  const ended = new Promise((resolve) => collector.once('exit', resolve));
  const socket = createSocket('udp4');
  let flows = 0;
  try {
    await until(() => queued() !== undefined || collector.exitCode !== null);
    if (collector.exitCode !== null) throw new Error(`nfcapd ended with status ${collector.exitCode}`);
    const encoder = new DatagramEncoder('5');
    let sent = 0;
    const send = async (datagram: Buffer | undefined): Promise<void> => {
      if (!datagram) return;
      await new Promise((resolve) => {
        socket.send(datagram, PORT, '127.0.0.1', resolve);
      });
      if (++sent % BURST === 0) await until(() => queued() === 0);
    };
    for (const batch of batches) {
      flows += batch.count;
      for (const datagram of encoder.add(batch)) await send(datagram);
    }
    await send(encoder.flush());
    await until(() => queued() === 0);
  } finally {
    socket.close();
    collector.kill('SIGTERM');
    await ended;
  }
  const { stdout } = spawnSync('nfdump', ['-R', directory, '-I'], { encoding: 'utf8' });
  const counted = Number(/^Flows: (\d+)$/m.exec(stdout)?.[1]);
  if (counted !== flows) throw new Error(`nfdump has ${counted} flows of the ${flows} that were sent`);
}
