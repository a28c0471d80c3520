/** The same flows for nfdump: sent to an nfcapd of our own over loopback. */
import { spawn, spawnSync } from 'node:child_process';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FlowBatch } from '../lib/flow/batch.js';
import { DatagramEncoder } from '../lib/netflow/encode.js';

/** Datagrams between two looks at the receiver's queue: they fit the smallest socket buffer. */
const BURST = 60;

/** Octets that wait in the socket of the port; undefined while nobody listens. */
function queued(number: number): number | undefined {
  const port = number.toString(16).toUpperCase().padStart(4, '0');
  const line = readFileSync('/proc/net/udp', 'utf8').match(new RegExp(`^.*: [0-9A-F]{8}:${port} .*$`, 'm'))?.[0];
  const queue = line && /:([0-9A-F]{8}) \d\d:/.exec(line)?.[1];
  return queue === undefined ? undefined : parseInt(queue, 16);
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(1);
}

/** A port that nobody listens on at the moment. */
async function freePort(): Promise<number> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  await new Promise<void>((resolve) => socket.close(resolve));
  return port;
}

/** Sends them all, never more than the receiver can queue. @returns the number of flows */
async function send(socket: Socket, port: number, batches: Iterable<FlowBatch>): Promise<number> {
  const encoder = new DatagramEncoder('5');
  let sent = 0;
  let flows = 0;
  const sendOne = async (datagram: Buffer): Promise<void> => {
    await new Promise((resolve) => {
      socket.send(datagram, port, '127.0.0.1', resolve);
    });
    if (++sent % BURST === 0) await until(() => queued(port) === 0);
  };
  for (const batch of batches) {
    flows += batch.count;
    for (const datagram of encoder.add(batch)) await sendOne(datagram);
  }
  const last = encoder.flush();
  if (last) await sendOne(last);
  await until(() => queued(port) === 0);
  return flows;
}

/** Lets an nfcapd write one file (LZ4) of version 5 flows. @returns how many were sent */
export async function writeNfdumpFile(path: string, batches: Iterable<FlowBatch>): Promise<number> {
  const scratch = mkdtempSync(`${path}-`);
  const port = await freePort();
  // it changes files by the clock of the machine, so that one file is one run of it
  const args = ['-w', scratch, '-b', '127.0.0.1', '-p', String(port), '-t', '86400', '-B', '4000000', '-y'];
  const collector = spawn('nfcapd', args, { stdio: 'ignore' });
  const ended = once(collector, 'exit');
  const socket = createSocket('udp4');
  let flows: number;
  try {
    await until(() => queued(port) !== undefined || collector.exitCode !== null);
    if (collector.exitCode !== null) throw new Error(`nfcapd ended with status ${collector.exitCode}`);
    flows = await send(socket, port, batches);
  } finally {
    socket.close();
    // nfcapd overlooks a signal that comes just before it waits for a datagram
    const again = setInterval(() => collector.kill('SIGTERM'), 50);
    collector.kill('SIGTERM');
    await ended.finally(() => {
      clearInterval(again);
    });
  }
  const [file, ...more] = readdirSync(scratch);
  if (file === undefined || more.length > 0)
    throw new Error(`nfcapd wrote ${more.length > 0 ? 'several files' : 'nothing'}`);
  renameSync(join(scratch, file), path);
  rmSync(scratch, { recursive: true });
  return flows;
}

/**
 * Makes sure that nothing was lost on the way.
 * @throws Error if nfdump does not count so many flows in the files of a directory
 */
export function checkNfdumpFiles(directory: string, flows: number): void {
  const { stdout } = spawnSync('nfdump', ['-R', directory, '-I'], { encoding: 'utf8' });
  const counted = Number(/^Flows: (\d+)$/m.exec(stdout)?.[1]);
  if (counted !== flows) throw new Error(`nfdump has ${counted} flows of the ${flows} that were sent`);
}

/**
 * Writes version 5 flows into one nfdump file (LZ4) of a directory.
 * @throws Error if nfdump does not count as many flows as were sent
 */
export async function writeNfdumpFiles(directory: string, batches: Iterable<FlowBatch>): Promise<void> {
  mkdirSync(directory, { recursive: true });
  checkNfdumpFiles(directory, await writeNfdumpFile(join(directory, 'nfcapd.flows'), batches));
}
