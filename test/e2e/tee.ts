/** Passes on every datagram, byte for byte, to several collectors, from an address that makes it another exporter's. */
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';

export interface TeeOptions {
  /** Loopback address that the collectors see as the exporter. */
  readonly exporter: string;
  /** Ports of the collectors on 127.0.0.1. */
  readonly collectors: readonly number[];
}

export class Tee {
  /** Datagrams passed on to each collector. */
  passed = 0;
  readonly #inlet: Socket;
  readonly #outlet: Socket;

  private constructor(inlet: Socket, outlet: Socket, collectors: readonly number[]) {
    this.#inlet = inlet;
    this.#outlet = outlet;
    inlet.on('message', (datagram) => {
      for (const port of collectors) outlet.send(datagram, port, '127.0.0.1');
      this.passed++;
    });
  }

  static async open(options: TeeOptions): Promise<Tee> {
    const bound = async (address: string): Promise<Socket> => {
      const socket = createSocket({ type: 'udp4', recvBufferSize: 1 << 20 });
      socket.bind(0, address);
      await once(socket, 'listening');
      socket.unref(); // a failed test must not hang on it
      return socket;
    };
    return new Tee(await bound('127.0.0.1'), await bound(options.exporter), options.collectors);
  }

  /** Where datagrams are to be sent to, on 127.0.0.1. */
  get port(): number {
    return this.#inlet.address().port;
  }

  close(): void {
    this.#inlet.close();
    this.#outlet.close();
  }
}
