/** TCP clients that read along: each gets a header, and every record from its connection on (reference section 4.7). */
import type { Server, Socket } from 'node:net';
import { hostname } from 'node:os';
import { formatAddressNumber, parseAddressNumber, type AddressNumber } from '../flow/address-number.js';
import type { FlowBatch } from '../flow/batch.js';
import { recordLayout } from '../flow/layout.js';
import type { Ms } from '../flow/time.js';
import { versionNumbers, type ExportVersion } from '../flow/version.js';
import { swapRecords } from '../ftfile/byte-order.js';
import { withContinuations } from '../ftfile/continuation.js';
import { encodeHeader } from '../ftfile/encode-header.js';
import type { ByteOrder } from '../ftfile/header.js';
import type { FlowOutput } from './intake.js';
import { LimitedLog, type Log } from './limited-log.js';
import { listenTcp } from './listen-tcp.js';
import { RecordBlocks } from './record-blocks.js';

export interface ClientSettings {
  /** Address to listen at, as a number, 0 = all of the host's; and TCP port. */
  readonly bind: AddressNumber;
  readonly port: number;
  /** Most clients at a time. */
  readonly most: number;
  readonly byteOrder: ByteOrder;
  readonly comment?: string;
  /** Why an address, as a number, may not connect; undefined if it may. */
  readonly refused: (address: AddressNumber) => string | undefined;
}

/** About 32 KiB of v5 records, as the original sends them; but the last of them does not wait for more. */
const BLOCK = { records: 512, delay: 250 };

/** Octets that may wait for a client. All clients wait for the same octets, so that this bounds the memory for all. */
const MOST_WAITING = 16 * 2 ** 20;

/** How long clients may take to read the rest at the end. */
const PATIENCE: Ms = 1000;

/** Probes find out that a client's host is gone though nothing is sent. */
const KEEP_ALIVE: Ms = 60_000;

/** Never throws, and never waits for a client. `turn` has to be called about once a second. */
export class Clients implements FlowOutput {
  readonly #clients = new Set<Socket>();
  #blocks: RecordBlocks | undefined;

  private constructor(
    private readonly server: Server,
    private readonly settings: ClientSettings,
    private readonly log: LimitedLog,
    private readonly now: () => Ms,
  ) {
    server.on('connection', (socket) => {
      this.#admit(socket);
    });
    server.on('error', (error) => {
      log.say('clients', `cannot take a client: ${error.message}`);
    });
  }

  /** Listens. @throws Error of the system, for example when the port is taken */
  static async open(settings: ClientSettings, log: Log, now: () => Ms): Promise<Clients> {
    const { bind, port } = settings;
    const server = await listenTcp(bind, port, 'clients');
    log(`TCP clients may connect to ${formatAddressNumber(bind)}/${port}`);
    return new Clients(server, settings, new LimitedLog(log, now), now);
  }

  /** Clients that came before learn the version now. */
  begin(version: ExportVersion): void {
    this.#blocks = new RecordBlocks(recordLayout(version), BLOCK, (block) => {
      this.#send(block);
    });
    for (const client of this.#clients) client.write(this.#header(version));
  }

  /** The header that clients have got says another version: they have to come again. */
  change(version: ExportVersion): void {
    this.#blocks?.flush();
    for (const client of this.#clients) client.end();
    this.#clients.clear();
    this.begin(version);
  }

  append(batch: FlowBatch): void {
    if (this.#clients.size > 0) this.#blocks?.append(batch);
  }

  count(): void {
    // what was lost stands in the files and in the statistics lines
  }

  /** Tells how often what was told before has come since. */
  turn(): void {
    this.log.tick();
  }

  /** Sends the rest and ends the connections. */
  async close(): Promise<void> {
    this.#blocks?.flush();
    const closed = new Promise((resolve) => this.server.close(resolve));
    for (const client of this.#clients) client.end();
    const limit = setTimeout(() => {
      for (const client of this.#clients) client.destroy();
    }, PATIENCE);
    await closed;
    clearTimeout(limit);
    this.log.flush();
  }

  #admit(socket: Socket): void {
    const address = parseAddressNumber(socket.remoteAddress ?? '');
    const name = address === undefined ? '' : formatAddressNumber(address);
    socket.on('error', (error) => {
      this.log.say('clients', `Killed client: ip=${name} ${error.message}`);
    });
    const refused = address === undefined ? 'it is gone already' : this.settings.refused(address);
    if (refused !== undefined) {
      this.log.say('refused clients', `rejecting connection from ${name}: ${refused}`);
      socket.destroy();
    } else if (this.#clients.size >= this.settings.most) {
      this.log.say('refused clients', `Maximum clients exceeded, rejecting connection from ${name}`);
      socket.destroy();
    } else {
      this.#add(socket, name);
    }
  }

  #add(socket: Socket, name: string): void {
    this.#blocks?.flush(); // what came before is for the others
    this.#clients.add(socket);
    socket.once('close', () => this.#clients.delete(socket));
    socket.setKeepAlive(true, KEEP_ALIVE);
    socket.resume(); // nothing is expected from a client but its end
    socket.once('end', () => socket.destroy());
    this.log.say('clients', `client connect: ip=${name} time=${Math.floor(this.now() / 1000)}`);
    if (this.#blocks) socket.write(this.#header(this.#blocks.layout.version));
  }

  #header(version: ExportVersion): Uint8Array {
    const { byteOrder, comment } = this.settings;
    const numbers = versionNumbers(version);
    const fields = {
      ...numbers,
      ...(numbers.aggregationMethod !== undefined && { aggregationVersion: 2 }),
      captureStart: Math.floor(this.now() / 1000),
      captureEnd: 0,
      flags: 0,
      hostname: hostname(),
      ...(comment !== undefined && { comment }),
    };
    return encodeHeader(fields, byteOrder);
  }

  #send(batch: FlowBatch): void {
    const { layout } = batch;
    const bytes = withContinuations(batch);
    if (this.settings.byteOrder === 'big') swapRecords(bytes, layout);
    for (const client of this.#clients) {
      if (client.destroyed) continue;
      client.write(bytes);
      if (client.writableLength <= MOST_WAITING) continue;
      const what = `ip=${client.remoteAddress ?? ''} it reads too slowly, ${client.writableLength} octets wait for it`;
      this.log.say('clients', `Killed client: ${what}`);
      client.destroy();
    }
  }
}
