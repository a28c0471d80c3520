/** Name servers on loopback: NSD of Debian with zones of ours, and ones that answer what a test wants. */
import { createSocket, type RemoteInfo } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../free-port.js';
import { Program } from '../e2e/program.js';
import { DnsClient } from '../../lib/names/dns-client.js';
import type { NameServer } from '../../lib/names/name-servers.js';

/** Records by zone, in the form of a zone file; `$ORIGIN` is the zone. */
export type Zones = Readonly<Record<string, readonly string[]>>;

const SOA = (zone: string): string =>
  `$ORIGIN ${zone}.\n$TTL 600\n@ 300 IN SOA ns.test. admin.test. 1 3600 600 86400 120\n@ IN NS ns.test.\n`;

export class Nsd {
  private constructor(
    private readonly program: Program,
    readonly server: NameServer,
    /** As `dns_servers` of the configuration has it. */
    readonly text: string,
  ) {}

  /** @param folder an empty one for its files */
  static async start(folder: string, zones: Zones): Promise<Nsd> {
    mkdirSync(folder, { recursive: true });
    const port = await freePort();
    const parts = Object.entries(zones).map(([zone, records]) => {
      writeFileSync(join(folder, `${zone}.zone`), `${SOA(zone)}${records.join('\n')}\n`);
      return `zone:\n  name: "${zone}"\n  zonefile: "${zone}.zone"\n`;
    });
    const settings = [
      `ip-address: 127.0.0.1@${port}`,
      'server-count: 1',
      'username: ""',
      'database: ""',
      `zonesdir: "${folder}"`,
      `pidfile: "${join(folder, 'nsd.pid')}"`,
      `zonelistfile: "${join(folder, 'zone.list')}"`,
      `xfrdfile: "${join(folder, 'xfrd.state')}"`,
      `xfrdir: "${folder}"`,
      'rrl-ratelimit: 0',
    ];
    const file = join(folder, 'nsd.conf');
    writeFileSync(
      file,
      `server:\n${settings.map((line) => `  ${line}\n`).join('')}remote-control:\n  control-enable: no\n${parts.join('')}`,
    );
    const program = new Program('nsd', ['-d', '-c', file]);
    const server = { address: '127.0.0.1', port, family: 4 } as const;
    const [zone = ''] = Object.keys(zones);
    await program.ready(async () => {
      const client = new DnsClient([server], { timeout: 200 });
      const { kind } = await client.ask({ name: `nothing.${zone}`, type: 'A' });
      client.close();
      return kind === 'none';
    });
    return new Nsd(program, server, `127.0.0.1:${port}`);
  }

  stop(): Promise<void> {
    return this.program.stop();
  }
}

/** A server of a test's own. */
export interface FakeServer {
  readonly server: NameServer;
  readonly text: string;
  /** Datagrams that it got. */
  readonly asked: { readonly octets: Buffer; readonly from: RemoteInfo }[];
  /** Sends a datagram to a port of loopback. */
  readonly send: (octets: Uint8Array, port: number) => void;
  readonly close: () => Promise<void>;
}

/**
 * Answers over UDP with what `reply` makes of a question, as many datagrams as it gives; and over TCP, at the same port,
 * with the octets that `stream` gives.
 */
export async function fakeServer(
  reply: (octets: Buffer) => readonly Uint8Array[],
  stream?: (octets: Buffer) => Uint8Array,
): Promise<FakeServer> {
  const asked: FakeServer['asked'] = [];
  let tcp: Server | undefined;
  let port = 0;
  if (stream) {
    tcp = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', (octets: Buffer) => socket.end(stream(octets)));
    }).listen(0, '127.0.0.1');
    await once(tcp, 'listening');
    const bound = tcp.address();
    port = typeof bound === 'object' && bound ? bound.port : 0;
  }
  const socket = createSocket('udp4');
  socket.on('message', (octets, from) => {
    asked.push({ octets, from });
    for (const datagram of reply(octets)) socket.send(datagram, from.port, from.address);
  });
  socket.bind(port, '127.0.0.1');
  await once(socket, 'listening');
  const server = { address: '127.0.0.1', port: socket.address().port, family: 4 } as const;
  return {
    server,
    text: `127.0.0.1:${server.port}`,
    asked,
    send: (octets, to) => {
      socket.send(octets, to, '127.0.0.1');
    },
    close: async () => {
      await new Promise<void>((closed) => socket.close(closed));
      if (tcp) await new Promise((closed) => tcp.close(closed));
    },
  };
}
