/** The UDP socket that datagrams arrive at. */
import { createSocket, type Socket } from 'node:dgram';
import { networkInterfaces } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import { formatIpv4, parseIpv4 } from '../flow/address.js';
import type { Log } from './limited-log.js';
import type { Listening } from './endpoints.js';

/** Half a second of the fastest exporters: what a stalled disk or a burst may need. */
const BUFFER = 32 * 2 ** 20;
const LEAST_BUFFER = 2 ** 16;

/** First octet of the groups that have one source. */
const SOURCE_SPECIFIC = 232;

/** ms to go on at most, and to see whether anything comes, when the socket is to be closed. */
const DRAIN = 1000;
const DRAIN_PAUSE = 20;

/**
 * Opens and binds the socket, with as large a receive buffer as the kernel grants.
 * @throws Error of the system, for example when the port is taken
 */
export async function openSocket({ bind, port, accept, group }: Listening, log: Log): Promise<Socket> {
  const socket = createSocket({ type: 'udp4', reuseAddr: group !== undefined });
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      socket.bind({ address: formatIpv4(bind), port, exclusive: true }, () => {
        socket.removeAllListeners('error');
        resolve();
      });
    });
    if (group !== undefined) join(socket, group, accept);
  } catch (cause) {
    socket.close();
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`cannot listen on ${formatIpv4(bind)}/${port}: ${why}`, { cause });
  }
  const granted = enlarge(socket);
  log(
    granted < BUFFER
      ? `receive buffer: ${granted} octets of ${BUFFER} wanted; sysctl -w net.core.rmem_max=${BUFFER} allows more`
      : `receive buffer: ${granted} octets`,
  );
  return socket;
}

/**
 * Joins a multicast group on every interface that can: which one the exporters are behind is not part of the address.
 * In 232.0.0.0/8 only the source's datagrams are asked for (RFC 4607).
 * @throws Error of the system if no interface can
 */
function join(socket: Socket, group: number, source: number): void {
  let failure: unknown = new Error('the host has no IPv4 address');
  let joined = 0;
  for (const { address, family } of Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? [])) {
    if (family !== 'IPv4') continue;
    try {
      if (group >>> 24 === SOURCE_SPECIFIC && source !== 0)
        socket.addSourceSpecificMembership(formatIpv4(source), formatIpv4(group), address);
      else socket.addMembership(formatIpv4(group), address);
      joined++;
    } catch (error) {
      failure = error;
    }
  }
  if (joined === 0) throw failure instanceof Error ? failure : new Error(String(failure));
}

/** Asks for less and less until the kernel agrees; Linux agrees at once and gives what it allows. */
function enlarge(socket: Socket): number {
  for (let size = BUFFER; size >= LEAST_BUFFER; size /= 2) {
    try {
      socket.setRecvBufferSize(size);
      break;
    } catch {
      // more than this kernel allows
    }
  }
  // Linux reports twice the size, counting its own book-keeping
  return socket.getRecvBufferSize() / (process.platform === 'linux' ? 2 : 1);
}

/** Addresses whose numbers are remembered; parsing one costs more than decoding its datagram. */
const MOST_ADDRESSES = 4096;

/**
 * Hands each datagram on.
 * @param receive gets the payload, which it may keep, and the sender's address as a number, and its port
 * @returns a function that waits until what the kernel still holds is received
 */
export function receiveFrom(
  socket: Socket,
  receive: (datagram: Uint8Array, source: number, port: number) => void,
): () => Promise<void> {
  const numbers = new Map<string, number>();
  let received = 0;
  socket.on('message', (datagram, { address, port }) => {
    received++;
    let number = numbers.get(address);
    if (number === undefined) {
      number = parseIpv4(address) ?? 0;
      if (numbers.size >= MOST_ADDRESSES) numbers.clear();
      numbers.set(address, number);
    }
    receive(datagram, number, port);
  });
  socket.on('error', () => undefined); // of one receive: the next may do; the kernel's counters tell of the rest
  return async () => {
    const limit = Date.now() + DRAIN;
    for (let before = -1; before !== received && Date.now() < limit;) {
      before = received;
      await setTimeout(DRAIN_PAUSE);
    }
  };
}
