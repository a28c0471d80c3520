import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { formatAddress, parseIpv4, parseIpv6, type Address } from '../../lib/flow/address.js';
import { addressReader, fieldReader } from '../../lib/flow/batch.js';
import { EXTENDED, type ExportVersion } from '../../lib/flow/version.js';
import { openFlowFile } from '../../lib/ftfile/reader.js';
import { createFlowFile } from '../../lib/ftfile/writer.js';
import { createDecoder } from '../../lib/netflow/decode.js';
import { lacksIpv6 } from '../../lib/capture/no-ipv6.js';
import { openRawSocket } from '../../lib/capture/raw-socket.js';
import { v5Datagrams } from '../capture/flows.js';
import { until } from '../capture/wait.js';
import { CAPTURE_FILES, datagramsOf } from '../netflow/captures.js';
import { batchOf } from '../store/row-files.js';
import { freePort } from '../free-port.js';
import { Running, send } from './capturing.js';
import { runProgram } from './program.js';

/** Why option -s cannot be tried here; undefined if it can. It takes a package that is compiled, and a right. */
function obstacle(): string | undefined {
  try {
    openRawSocket(4).close();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

interface Arrived {
  readonly datagram: Buffer;
  readonly from: RemoteInfo;
}

/** A receiver of datagrams and of whom they come from. */
class Receiver {
  readonly arrived: Arrived[] = [];
  private constructor(readonly socket: Socket) {
    socket.on('message', (datagram, from) => this.arrived.push({ datagram, from }));
  }

  static async at(address: string): Promise<Receiver> {
    const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4');
    socket.bind(0, address);
    await once(socket, 'listening');
    socket.setRecvBufferSize(4 << 20);
    return new Receiver(socket);
  }

  get port(): number {
    return this.socket.address().port;
  }

  /** The addresses that datagrams came from, in the order of their first ones. */
  get names(): string[] {
    return [...new Set(this.arrived.map(({ from }) => from.address))];
  }
}

/** Whether this host has ::1; what lacks it has no IPv6. */
async function hasIpv6(): Promise<boolean> {
  const socket = createSocket('udp6');
  try {
    socket.bind(0, '::1');
    await once(socket, 'listening');
    return true;
  } catch (error) {
    if (lacksIpv6(error)) return false;
    throw error;
  } finally {
    socket.close();
  }
}

describe('sending in the name of the exporters', function () {
  this.timeout(60_000);
  let folder: string;

  before(function () {
    const why = obstacle();
    if (why !== undefined) {
      console.log(`      cannot be tried here: ${why}`);
      this.skip();
    }
    folder = mkdtempSync(join(tmpdir(), 'names-'));
  });
  after(() => {
    if (folder) rmSync(folder, { recursive: true });
  });

  /** Flows of exporters in turns; their sources are 1, 2, 3, ... */
  async function flowFile(name: string, version: ExportVersion, count: number, exporters: readonly Address[]) {
    const records = Array.from({ length: count }, (_, index) => ({
      unix_secs: 1743292800,
      srcaddr: index + 1,
      dstaddr: 0x0a000001,
      dpkts: 3,
      doctets: 400,
      exaddr: exporters[index % exporters.length] ?? 0,
    }));
    const path = join(folder, name);
    const writer = await createFlowFile(path, { version });
    await writer.append(batchOf(version, records));
    await writer.close();
    return path;
  }
  const ipv4 = (text: string): Address => ({ family: 4, value: parseIpv4(text) ?? 0 });
  const ipv6 = (text: string): Address => ({ family: 6, value: parseIpv6(text) ?? 0n });

  for (const version of ['5', '9', '10'])
    it(`flow-send sends flows as version ${version} from the addresses of their exporters, without gaps`, async () => {
      const file = await flowFile(`v${version}.ft`, '5', 200, [ipv4('127.0.0.7'), ipv4('127.0.0.8')]);
      const port = await freePort();
      const kept = join(folder, `kept${version}`);
      const receiving = Running.start('flow-receive', ['-d', '1', '-S', '60', '-o', kept, `127.0.0.1/0/${port}`]);
      try {
        await receiving.says(/receive buffer/);
        const words = ['-s', '-V', version, `0/127.0.0.1/${port}`];
        const { status, stderr } = await runProgram('flow-send', words, readFileSync(file));
        assert.deepEqual({ status, stderr }, { status: 0, stderr: '' });
        assert.equal(await receiving.end(), 0);
      } finally {
        await receiving.kill();
      }
      const pairs = new Set<string>();
      const flows = await openFlowFile(kept);
      for await (const batch of flows.batches()) {
        const [exporter, source] = [addressReader(batch, 'exaddr'), fieldReader(batch, 'srcaddr')];
        for (let index = 0; index < batch.count; index++)
          pairs.add(`${exporter ? formatAddress(exporter(index)) : ''} ${source?.(index) ?? 0}`);
      }
      const expected = Array.from({ length: 200 }, (_, index) => `127.0.0.${7 + (index % 2)} ${index + 1}`);
      assert.deepEqual(pairs, new Set(expected));
      for (const name of ['127.0.0.7', '127.0.0.8'])
        assert.match(receiving.stderr, new RegExp(`STAT: .* src_ip=${name} .* flows=100 lost=0 reset=0`));
    });

  it('flow-send says how much had to go from an address of this host', async () => {
    const end = await Receiver.at('127.0.0.1');
    try {
      const exporters = [ipv4('192.0.2.9'), ipv4('0.0.0.0'), ipv6('2001:db8::9')];
      const file = await flowFile('mixed.ft', EXTENDED, 30, exporters);
      const words = ['-s', `0/127.0.0.1/${end.port}`];
      const { status, stderr } = await runProgram('flow-send', words, readFileSync(file));
      assert.equal(status, 0, stderr);
      const own = /(\d+) datagrams went from an address of this host/.exec(stderr)?.[1];
      await until('datagrams', () => end.arrived.length >= 2);
      assert.deepEqual(new Set(end.names), new Set(['192.0.2.9', '127.0.0.1']));
      assert.equal(end.arrived.filter(({ from }) => from.address === '127.0.0.1').length, Number(own));
      const named = end.arrived.filter(({ from }) => from.address === '192.0.2.9');
      assert.ok(named.every(({ from }) => from.port === 7999));
    } finally {
      end.socket.close();
    }
  });

  it('flow-send does so over IPv6, too', async function () {
    if (!(await hasIpv6())) this.skip(); // this host has no IPv6
    const end = await Receiver.at('::1');
    try {
      const exporters = [ipv6('2001:db8::7'), ipv6('2001:db8::8')];
      const file = await flowFile('v6.ft', EXTENDED, 30, exporters);
      const { status, stderr } = await runProgram('flow-send', ['-s', `0/::1/${end.port}`], readFileSync(file));
      assert.deepEqual({ status, stderr }, { status: 0, stderr: '' });
      await until('datagrams of both', () => end.names.length >= 2);
      assert.deepEqual(end.names, ['2001:db8::7', '2001:db8::8']);
    } finally {
      end.socket.close();
    }
  });

  /** Runs flow-fanout -s to two destinations while exporters send. */
  async function through(options: readonly string[], feed: (port: number) => Promise<void>, count: number) {
    const port = await freePort();
    const ends = [await Receiver.at('127.0.0.1'), await Receiver.at('127.0.0.1')];
    const to = ends.map((end) => `0/127.0.0.1/${end.port}`);
    const running = Running.start('flow-fanout', ['-D', '-s', ...options, `127.0.0.1/0/${port}`, ...to]);
    try {
      await running.says(/receive buffer/);
      await feed(port);
      await until('all datagrams', () => ends.every(({ arrived }) => arrived.length >= count));
      assert.equal(await running.end(), 0);
      return ends.map(({ arrived }) => arrived);
    } finally {
      await running.kill();
      for (const end of ends) end.socket.close();
    }
  }
  const of = (arrived: readonly Arrived[], name: string) =>
    arrived.filter(({ from }) => from.address === name).map(({ datagram }) => datagram);

  it('flow-fanout repeats NetFlow v9, IPFIX and sFlow whole, from address and port of each exporter', async () => {
    const captures = CAPTURE_FILES.filter(({ file }) => /\.(dat|bin)$/.test(file) && !/netflow5/.test(file));
    const datagrams = captures.flatMap(datagramsOf);
    const ports: number[] = [];
    const feed = async (port: number) => {
      for (const name of ['127.0.0.7', '127.0.0.8']) {
        const exporter = createSocket('udp4');
        exporter.bind(0, name);
        await once(exporter, 'listening');
        ports.push(exporter.address().port);
        for (const datagram of datagrams)
          await new Promise((done) => {
            exporter.send(datagram, port, '127.0.0.1', done);
          });
        exporter.close();
      }
    };
    assert.ok(Math.max(...datagrams.map(({ length }) => length)) > 1000);
    for (const arrived of await through([], feed, 2 * datagrams.length)) {
      for (const [at, name] of ['127.0.0.7', '127.0.0.8'].entries()) {
        assert.deepEqual(of(arrived, name), datagrams);
        const from = arrived.filter((each) => each.from.address === name).map((each) => each.from.port);
        assert.deepEqual(new Set(from), new Set([ports[at]]));
      }
    }
  });

  it('flow-fanout counts sequence numbers for each exporter whose address it keeps', async () => {
    const feed = async (port: number) => {
      for (let first = 0; first < 300; first += 60)
        for (const name of ['127.0.0.7', '127.0.0.8']) await send(v5Datagrams(first, 60), port, name);
    };
    for (const arrived of await through(['-A', '64500'], feed, 20))
      for (const name of ['127.0.0.7', '127.0.0.8']) {
        const decode = createDecoder();
        const datagrams = of(arrived, name);
        const sequences = datagrams.map((datagram) => datagram.readUInt32BE(16));
        assert.deepEqual(
          sequences,
          Array.from({ length: 10 }, (_, index) => index * 30),
        );
        assert.ok(datagrams.every((datagram) => 'flows' in decode(datagram, 0)));
      }
  });

  it('breaks what is too large for the link into fragments, of either family', function () {
    const module = pathToFileURL(resolve('build/lib/capture/foreign-sender.js')).href;
    const script = `
      import { createSocket } from 'node:dgram';
      import { once } from 'node:events';
      import { ForeignSender } from ${JSON.stringify(module)};
      for (const [type, at, remote, address] of [
        ['udp4', '127.0.0.1', 0x7f000001, 0x7f000007],
        ['udp6', '::1', 1n, 0x20010db8000000000000000000000007n],
      ]) {
        const socket = createSocket(type);
        socket.bind(0, at);
        await once(socket, 'listening');
        const sender = new ForeignSender({ local: 0, remote, port: socket.address().port });
        for (const length of [1464, 100, 9000, 60000]) {
          const payload = Buffer.alloc(length, length);
          const arrived = once(socket, 'message');
          await sender.send(payload, { address, port: 5000 });
          const [datagram, from] = await arrived;
          console.log(from.address, from.port, length, datagram.equals(payload));
        }
        sender.close();
        socket.close();
      }`;
    const inside = `ip link set lo mtu 1400 up && exec "${process.execPath}" --input-type=module -`;
    const { status, stdout, stderr } = spawnSync('unshare', ['--net', 'sh', '-c', inside], {
      input: script,
      encoding: 'utf8',
      timeout: 30_000,
    });
    if (/unshare failed|not found/.test(stderr)) this.skip(); // no network of its own can be made here
    assert.equal(status, 0, stderr);
    const expected = ['127.0.0.7', '2001:db8::7'].flatMap((name) =>
      [1464, 100, 9000, 60000].map((length) => `${name} 5000 ${length} true`),
    );
    assert.deepEqual(stdout.trim().split('\n'), expected);
  });

  it('says which right it takes where it is missing', async () => {
    for (const words of [
      ['flow-send', '-s', '0/127.0.0.1/9'],
      ['flow-fanout', '-D', '-s', `127.0.0.1/0/${await freePort()}`, '0/127.0.0.1/9'],
    ]) {
      const [command = '', ...argv] = words;
      const input = readFileSync(await flowFile('right.ft', '5', 1, [ipv4('127.0.0.7')]));
      const without = ['--bounding-set=-net_raw', resolve('build/bin', command), ...argv];
      const { status, stderr } = spawnSync('setpriv', without, { input, encoding: 'utf8', timeout: 30_000 });
      assert.equal(status, 1, stderr);
      assert.match(stderr, /option -s sends from the addresses of others, which takes root or the right CAP_NET_RAW/);
    }
  });
});
