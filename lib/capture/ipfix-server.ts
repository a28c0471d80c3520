/** Exporters that send IPFIX over TCP (RFC 7011 section 10.4): a connection is a transport session. */
import type { Server, Socket } from 'node:net';
import { formatAddressNumber, parseAddressNumber, type AddressNumber } from '../flow/address-number.js';
import type { LimitedLog } from './limited-log.js';
import { listenTcp } from './listen-tcp.js';

export interface IpfixServerSettings {
  /** Address to listen at, as a number, 0 = all of the host's; and TCP port. */
  readonly bind: AddressNumber;
  readonly port: number;
  /** The only exporter to believe, as a number; 0 = any. */
  readonly accept: AddressNumber;
}

/** What comes of the connections; addresses as numbers. */
export interface IpfixReceiver {
  receiveStreamed(message: Uint8Array, address: AddressNumber, port: number): void;
  ended(address: AddressNumber, port: number): void;
}

const MOST_CONNECTIONS = 256;
/** Finds out that an exporter's host is gone. */
const KEEP_ALIVE = 60_000;
const IPFIX_VERSION = 10;
const LEAST_MESSAGE = 16;
/** Where the length stands, and what has to be there to read it, octets. */
const LENGTH_AT = 2;
const LEAST_TO_READ = 4;

/** Cuts a stream into messages. */
export class MessageStream {
  #rest: Buffer = Buffer.alloc(0);

  /**
   * Takes what came; a message that is not complete waits for the rest.
   * @returns why the stream cannot go on: nobody knows where the next message begins
   */
  take(octets: Buffer, receive: (message: Uint8Array) => void): string | undefined {
    let rest = this.#rest.length > 0 ? Buffer.concat([this.#rest, octets]) : octets;
    while (rest.length >= LEAST_TO_READ) {
      const [version, length] = [rest.readUInt16BE(0), rest.readUInt16BE(LENGTH_AT)];
      if (version !== IPFIX_VERSION) return `version ${version} in place of ${IPFIX_VERSION}`;
      if (length < LEAST_MESSAGE) return `a message of ${length} octets`;
      if (rest.length < length) break;
      receive(rest.subarray(0, length));
      rest = rest.subarray(length);
    }
    this.#rest = Buffer.from(rest);
    return undefined;
  }
}

/** Never throws once it is open. */
export class IpfixServer {
  readonly #connections = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    private readonly settings: IpfixServerSettings,
    private readonly receiver: IpfixReceiver,
    private readonly log: LimitedLog,
  ) {
    server.on('connection', (socket) => {
      this.#admit(socket);
    });
    server.on('error', (error) => {
      log.say('connections', `cannot take a connection: ${error.message}`);
    });
  }

  /** Listens. @throws Error of the system, for example when the port is taken */
  static async open(settings: IpfixServerSettings, receiver: IpfixReceiver, log: LimitedLog): Promise<IpfixServer> {
    const { bind, port } = settings;
    const server = await listenTcp(bind, port, 'IPFIX');
    log.log(`IPFIX over TCP is taken at ${formatAddressNumber(bind)}/${port}`);
    return new IpfixServer(server, settings, receiver, log);
  }

  /** Ends all connections. */
  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    for (const connection of this.#connections) connection.destroy();
    await closed;
  }

  #admit(socket: Socket): void {
    const address = parseAddressNumber(socket.remoteAddress ?? '');
    const name = address === undefined ? '' : formatAddressNumber(address);
    const port = socket.remotePort ?? 0;
    const { accept } = this.settings;
    socket.on('error', (error) => {
      this.log.say('connections', `connection of exporter ${name} broken: ${error.message}`);
    });
    if (address === undefined || (accept !== 0 && address !== accept)) {
      this.log.say('refused connections', `rejecting connection from ${name}: not configured`);
      socket.destroy();
      return;
    }
    if (this.#connections.size >= MOST_CONNECTIONS) {
      this.log.say('refused connections', `rejecting connection from ${name}: there are ${MOST_CONNECTIONS} already`);
      socket.destroy();
      return;
    }
    this.#connections.add(socket);
    socket.setKeepAlive(true, KEEP_ALIVE);
    this.log.say('connections', `exporter ${name}/${port} connected`);
    const stream = new MessageStream();
    socket.on('data', (octets) => {
      const why = stream.take(octets, (message) => {
        this.receiver.receiveStreamed(message, address, port);
      });
      if (why === undefined) return;
      this.log.say('connections', `connection of exporter ${name}/${port} ended: ${why}`);
      socket.destroy();
    });
    socket.once('close', () => {
      this.#connections.delete(socket);
      this.receiver.ended(address, port);
    });
  }
}
