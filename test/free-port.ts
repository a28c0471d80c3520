/** Ports for the servers that tests start. */
import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * Above the last that browsers refuse (10080), and below those that the kernel gives to clients and to who asks for any port, which a
 * test file that runs beside may do at any moment.
 */
const FIRST = 10_100;
const END = 32_000;

/** A port that nobody uses at the moment, neither of UDP nor of TCP. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(FIRST, END);
    if ((await isFreeForUdp(port)) && (await isFreeForTcp(port))) return port;
  }
}

async function isFreeForUdp(port: number): Promise<boolean> {
  const socket = createSocket('udp4');
  try {
    socket.bind(port);
    await once(socket, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    await new Promise<void>((closed) => socket.close(closed));
  }
}

async function isFreeForTcp(port: number): Promise<boolean> {
  const server = createServer().listen(port, '0.0.0.0');
  try {
    await once(server, 'listening');
  } catch {
    return false;
  }
  await new Promise((closed) => server.close(closed));
  return true;
}
