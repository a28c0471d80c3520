/** Raw sockets, which Node has none of: those of the package raw-socket, where it is installed. */
import { createRequire } from 'node:module';
import { CommandError } from '../command/run.js';

/** Of the package, which has no types, what is used here. */
interface Package {
  createSocket(options: { protocol: number; addressFamily: 1 | 2; bufferSize: number }): PackageSocket;
}
interface PackageSocket {
  on(event: 'error', listener: (error: Error) => void): void;
  setOption(level: number, option: number, value: Buffer, length: number): void;
  send(
    packet: Buffer,
    offset: number,
    length: number,
    address: string,
    sent: (error: Error | null, octets: number) => void,
  ): void;
  close(): void;
}

/** IPPROTO_RAW: the socket takes packets with their IP headers, and receives nothing. */
const RAW = 255;

/** IP_MULTICAST_IF of IPPROTO_IP, which the package does not name; the number is Linux's. */
const [IPPROTO_IP, IP_MULTICAST_IF] = [0, 32];

export interface RawSocket {
  /** Sends a packet that begins with its IP header; `to` is the address in it. @throws Error of the system */
  send(packet: Buffer, to: string): Promise<void>;
  close(): void;
}

function loadPackage(): Package {
  try {
    return createRequire(import.meta.url)('raw-socket') as Package; // CommonJS without types
  } catch (cause) {
    throw new CommandError(
      'option -s needs the npm package raw-socket, which is not there or is of another version of Node. It is compiled when ' +
        'FlowViewer is built: install g++, make and python3 there, run npm ci, and build and install again',
      1,
      { cause },
    );
  }
}

/**
 * A socket for packets of one family.
 * @param multicastFrom four octets of the local address whose interface multicast leaves by; without it routes decide
 * @throws CommandError that says what is missing: the package, a right, the system's support
 */
export function openRawSocket(family: 4 | 6, multicastFrom?: Buffer): RawSocket {
  if (process.platform !== 'linux')
    throw new CommandError(`option -s works on Linux only: raw sockets of ${process.platform} take other headers`);
  const loaded = loadPackage();
  let socket: PackageSocket;
  try {
    socket = loaded.createSocket({ protocol: RAW, addressFamily: family === 4 ? 1 : 2, bufferSize: 1 });
    socket.on('error', () => undefined); // of receiving, which it does not do; sending tells its own
    if (multicastFrom) socket.setOption(IPPROTO_IP, IP_MULTICAST_IF, multicastFrom, multicastFrom.length);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new CommandError(
      `option -s sends from the addresses of others, which takes root or the right CAP_NET_RAW: ${why}`,
      1,
      { cause },
    );
  }
  return {
    send: (packet, to) =>
      new Promise((resolve, reject) => {
        socket.send(packet, 0, packet.length, to, (error) => {
          if (error) reject(error);
          else resolve();
        });
      }),
    close: () => socket.close(),
  };
}
