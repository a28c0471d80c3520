/** The UDP socket that datagrams arrive at. */
import { createSocket, type Socket } from 'node:dgram';
import { setTimeout } from 'node:timers/promises';
import { formatIpv4, parseIpv4 } from '../flow/address.js';
import type { Log } from './limited-log.js';
import type { ListenAddress } from './listen-address.js';

/** Half a second of the fastest exporters: what a stalled disk or a burst may need. */
const BUFFER = 32 * 2 ** 20;
const LEAST_BUFFER = 2 ** 16;

/** ms to go on at most, and to see whether anything comes, when the socket is to be closed. */
const DRAIN = 1000;
const DRAIN_PAUSE = 20;

/**
 * Opens and binds the socket, with as large a receive buffer as the kernel grants.
 * @throws Error of the system, for example when the port is taken
 */
export async function openSocket({ local, port }: ListenAddress, log: Log): Promise<Socket> {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve, reject) => {
    socket.once('error', (cause) => {
      socket.close();
      reject(new Error(`cannot listen on ${formatIpv4(local)}/${port}: ${cause.message}`, { cause }));
    });
    socket.bind({ address: formatIpv4(local), port, exclusive: true }, () => {
      socket.removeAllListeners('error');
      resolve();
    });
  });
  const granted = enlarge(socket);
  log(
    granted < BUFFER
      ? `receive buffer: ${granted} octets of ${BUFFER} wanted; sysctl -w net.core.rmem_max=${BUFFER} allows more`
      : `receive buffer: ${granted} octets`,
  );
  return socket;
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
 * @param receive gets the payload, which it may keep, and the sender's address as a number
 * @returns a function that waits until what the kernel still holds is received
 */
export function receiveFrom(
  socket: Socket,
  receive: (datagram: Uint8Array, source: number) => void,
): () => Promise<void> {
  const numbers = new Map<string, number>();
  let received = 0;
  socket.on('message', (datagram, { address }) => {
    received++;
    let number = numbers.get(address);
    if (number === undefined) {
      number = parseIpv4(address) ?? 0;
      if (numbers.size >= MOST_ADDRESSES) numbers.clear();
      numbers.set(address, number);
    }
    receive(datagram, number);
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
