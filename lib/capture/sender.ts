/** Sockets that datagrams are sent through. */
import { createSocket, type Socket } from 'node:dgram';
import { networkInterfaces } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import { CommandError } from '../command/run.js';
import { formatAddressNumber, isUnspecified, parseAddressNumber, type AddressNumber } from '../flow/address-number.js';
import { isMulticast, type Endpoints } from './endpoints.js';

/** Microseconds below which a timer is too coarse: the process sleeps instead. */
const SHORT_PAUSE = 5000;

/**
 * A socket connected to the remote address; `ttl` defaults to 255, for a multicast group to 1.
 * @throws CommandError
 */
export async function openSender({ local, remote, port, ttl }: Endpoints): Promise<Socket> {
  const isIpv4 = typeof remote === 'number';
  const socket = createSocket(isIpv4 ? 'udp4' : 'udp6');
  const from = local === 0 && !isIpv4 ? '::' : formatAddressNumber(local);
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      socket.bind({ address: from }, () => {
        if (isMulticast(remote)) {
          socket.setMulticastTTL(ttl ?? 1);
          const through = outgoing(local);
          if (through !== undefined) socket.setMulticastInterface(through);
        } else {
          socket.setTTL(ttl ?? 255);
        }
        socket.connect(port, formatAddressNumber(remote), resolve);
      });
    });
    return socket;
  } catch (cause) {
    socket.close();
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new CommandError(`cannot send from ${from}: ${why}`, 1, { cause });
  }
}

/** The interface of a local address, as sockets name it; undefined for the one that the system takes. */
function outgoing(local: AddressNumber): string | undefined {
  if (isUnspecified(local)) return undefined;
  if (typeof local === 'number') return formatAddressNumber(local);
  const isThere = ({ address }: { address: string }) => parseAddressNumber(address) === local;
  const [name] = Object.entries(networkInterfaces()).find(([, addresses]) => addresses?.some(isThere)) ?? [];
  return name === undefined ? undefined : `::%${name}`;
}

/** Sends, and pauses for some microseconds. A receiver that does not listen, or not yet, is no error. */
export async function send(socket: Socket, datagram: Uint8Array, pause: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    socket.send(datagram, (error) => {
      if (error && (error as NodeJS.ErrnoException).code !== 'ECONNREFUSED') reject(error);
      else resolve();
    });
  });
  await rest(pause);
}

/** Pauses for some microseconds. */
export async function rest(pause: number): Promise<void> {
  if (pause >= SHORT_PAUSE) await setTimeout(pause / 1000);
  else if (pause > 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pause / 1000);
}
