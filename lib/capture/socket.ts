/** The UDP sockets that datagrams arrive at. */
import { createSocket, type Socket, type SocketType } from 'node:dgram';
import { networkInterfaces } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import { formatAddressNumber, parseAddressNumber, type AddressNumber } from '../flow/address-number.js';
import type { Log } from './limited-log.js';
import type { Listening } from './endpoints.js';
import { lacksIpv6 } from './no-ipv6.js';

/** Half a second of the fastest exporters: what a stalled disk or a burst may need. */
const BUFFER = 32 * 2 ** 20;
const LEAST_BUFFER = 2 ** 16;

/** First octet, or first 12 bits, of the groups that have one source. */
const SOURCE_SPECIFIC = 232;
const SOURCE_SPECIFIC6 = 0xff3n;

/** ms to go on at most, and to see whether anything comes, when the socket is to be closed. */
const DRAIN = 1000;
const DRAIN_PAUSE = 20;

/** The sockets that `bind` asks for. One for each family: IPv4 stays as quick as it is, and its addresses are IPv4 ones. */
function families(bind: AddressNumber): readonly SocketType[] {
  return bind === 0 ? ['udp4', 'udp6'] : [typeof bind === 'number' ? 'udp4' : 'udp6'];
}

/**
 * Opens and binds the sockets, one, or for all addresses of the host one for each family, with as large receive buffers as
 * the kernel grants. Where the host has no IPv6 there is none for it.
 * @throws Error of the system, for example when the port is taken
 */
export async function openSockets(listen: Listening, log: Log): Promise<readonly Socket[]> {
  const sockets: Socket[] = [];
  try {
    for (const type of families(listen.bind)) {
      const socket = await openSocket(type, listen);
      if (socket) sockets.push(socket);
      else log('exporters are listened to over IPv4 only: this host has no IPv6');
    }
  } catch (error) {
    for (const socket of sockets) socket.close();
    throw error;
  }
  for (const socket of sockets) {
    const granted = enlarge(socket);
    const of = sockets.length > 1 && socket.address().family === 'IPv6' ? ' for IPv6' : '';
    log(
      granted < BUFFER
        ? `receive buffer${of}: ${granted} octets of ${BUFFER} wanted; sysctl -w net.core.rmem_max=${BUFFER} allows more`
        : `receive buffer${of}: ${granted} octets`,
    );
  }
  return sockets;
}

/** @returns undefined if both families are wanted and the host has no IPv6 */
async function openSocket(type: SocketType, listen: Listening): Promise<Socket | undefined> {
  const { bind, port, accept, group } = listen;
  const address = bind === 0 ? (type === 'udp4' ? '0.0.0.0' : '::') : formatAddressNumber(bind);
  const socket = createSocket({ type, reuseAddr: group !== undefined, ipv6Only: type === 'udp6' });
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      socket.bind({ address, port, exclusive: true }, () => {
        socket.removeAllListeners('error');
        resolve();
      });
    });
    if (group !== undefined) join(socket, group, accept);
    return socket;
  } catch (cause) {
    socket.close();
    if (bind === 0 && type === 'udp6' && lacksIpv6(cause)) return undefined;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`cannot listen on ${address}/${port}: ${why}`, { cause });
  }
}

/**
 * Joins a multicast group on every interface that can: which one the exporters are behind is not part of the address.
 * In 232.0.0.0/8 and ff30::/12 only the source's datagrams are asked for (RFC 4607).
 * @throws Error of the system if no interface can
 */
function join(socket: Socket, group: AddressNumber, source: AddressNumber): void {
  const family = typeof group === 'number' ? 'IPv4' : 'IPv6';
  const isOfOneSource =
    typeof group === 'number' ? group >>> 24 === SOURCE_SPECIFIC : group >> 116n === SOURCE_SPECIFIC6;
  let failure: unknown = new Error(`the host has no ${family} address`);
  let joined = 0;
  for (const interfaceName of interfacesOf(family)) {
    try {
      if (isOfOneSource && source !== 0)
        socket.addSourceSpecificMembership(formatAddressNumber(source), formatAddressNumber(group), interfaceName);
      else socket.addMembership(formatAddressNumber(group), interfaceName);
      joined++;
    } catch (error) {
      failure = error;
    }
  }
  if (joined === 0) throw failure instanceof Error ? failure : new Error(String(failure));
}

/** The interfaces as memberships name them: by an IPv4 address, or by name where the address is IPv6. */
function interfacesOf(family: 'IPv4' | 'IPv6'): ReadonlySet<string> {
  return new Set(
    Object.entries(networkInterfaces()).flatMap(([name, addresses = []]) =>
      addresses
        .filter((each) => each.family === family)
        .map(({ address }) => (family === 'IPv4' ? address : `::%${name}`)),
    ),
  );
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
  sockets: readonly Socket[],
  receive: (datagram: Uint8Array, source: AddressNumber, port: number) => void,
): () => Promise<void> {
  const numbers = new Map<string, AddressNumber>();
  let received = 0;
  for (const socket of sockets) {
    socket.on('message', (datagram, { address, port }) => {
      received++;
      let number = numbers.get(address);
      if (number === undefined) {
        number = parseAddressNumber(address) ?? 0;
        if (numbers.size >= MOST_ADDRESSES) numbers.clear();
        numbers.set(address, number);
      }
      receive(datagram, number, port);
    });
    socket.on('error', () => undefined); // of one receive: the next may do; the kernel's counters tell of the rest
  }
  return async () => {
    const limit = Date.now() + DRAIN;
    for (let before = -1; before !== received && Date.now() < limit;) {
      before = received;
      await setTimeout(DRAIN_PAUSE);
    }
  };
}
