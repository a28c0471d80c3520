/** Sockets that datagrams are sent through. */
import { createSocket, type Socket } from 'node:dgram';
import { setTimeout } from 'node:timers/promises';
import { CommandError } from '../command/run.js';
import { formatIpv4 } from '../flow/address.js';
import { isMulticast, type Endpoints } from './endpoints.js';

/** Microseconds below which a timer is too coarse: the process sleeps instead. */
const SHORT_PAUSE = 5000;

/**
 * A socket connected to the remote address; `ttl` defaults to 255, for a multicast group to 1.
 * @throws CommandError
 */
export async function openSender({ local, remote, port, ttl }: Endpoints): Promise<Socket> {
  const socket = createSocket('udp4');
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      socket.bind({ address: formatIpv4(local) }, () => {
        if (isMulticast(remote)) {
          socket.setMulticastTTL(ttl ?? 1);
          if (local !== 0) socket.setMulticastInterface(formatIpv4(local));
        } else {
          socket.setTTL(ttl ?? 255);
        }
        socket.connect(port, formatIpv4(remote), resolve);
      });
    });
    return socket;
  } catch (cause) {
    socket.close();
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new CommandError(`cannot send from ${formatIpv4(local)}: ${why}`, 1, { cause });
  }
}

/** Sends, and pauses for some microseconds. A receiver that does not listen, or not yet, is no error. */
export async function send(socket: Socket, datagram: Uint8Array, pause: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    socket.send(datagram, (error) => {
      if (error && (error as NodeJS.ErrnoException).code !== 'ECONNREFUSED') reject(error);
      else resolve();
    });
  });
  if (pause >= SHORT_PAUSE) await setTimeout(pause / 1000);
  else if (pause > 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pause / 1000);
}
