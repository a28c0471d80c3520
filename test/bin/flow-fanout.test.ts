import assert from 'node:assert/strict';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Intake, type FlowOutput } from '../../lib/capture/intake.js';
import { LimitedLog } from '../../lib/capture/limited-log.js';
import { parseAddress } from '../../lib/flow/address.js';
import { fieldReader } from '../../lib/flow/batch.js';
import type { FieldName } from '../../lib/flow/field.js';
import { EXTENDED } from '../../lib/flow/version.js';
import { createDecoder } from '../../lib/netflow/decode.js';
import { MessageEncoder } from '../../lib/netflow/message-encoder.js';
import { readStatus } from '../../lib/status/status.js';
import { v5Datagrams } from '../capture/flows.js';
import { until } from '../capture/wait.js';
import { udpQueue } from '../e2e/udp-queue.js';
import { CAPTURE_FILES, datagramsOf } from '../netflow/captures.js';
import { GOLDEN } from '../netflow/golden.js';
import { freePort } from '../free-port.js';
import {
  datagram as samplesDatagram,
  ethernet,
  flowSample,
  ipv4Packet,
  rawHeader,
  tcp as tcpHeader,
} from '../sflow/make-datagram.js';
import { batchOf, timedRecord } from '../store/row-files.js';
import { Running, send } from './capturing.js';
import { runProgram } from './program.js';

const pdus = (name: string): Buffer[] =>
  readdirSync(`${GOLDEN}/pdu/${name}`)
    .sort()
    .map((file) => readFileSync(`${GOLDEN}/pdu/${name}/${file}`));

/** The values of some fields of each record, and the sequence number of each datagram. */
function read(datagrams: readonly Uint8Array[], ...fields: FieldName[]) {
  const decode = createDecoder();
  const records: number[][] = [];
  const sequences: number[] = [];
  for (const datagram of datagrams) {
    const result = decode(datagram, 0x7f000001);
    assert.ok('flows' in result, 'is refused');
    sequences.push(new DataView(datagram.buffer, datagram.byteOffset).getUint32(16));
    for (let index = 0; index < result.flows.count; index++)
      records.push(fields.map((field) => fieldReader(result.flows, field)?.(index) ?? -1));
  }
  return { records, sequences };
}

interface Destination {
  readonly socket: Socket;
  readonly port: number;
  readonly datagrams: Buffer[];
}

async function destination(): Promise<Destination> {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const datagrams: Buffer[] = [];
  socket.on('message', (datagram) => datagrams.push(datagram));
  return { socket, port: socket.address().port, datagrams };
}

const FIELDS = [
  'srcaddr',
  'dstaddr',
  'srcport',
  'dpkts',
  'doctets',
  'first',
  'last',
  'src_as',
  'dst_as',
  'prot',
] as const;

describe('flow-fanout', function () {
  this.timeout(30_000);
  const sent = pdus('v5');
  const all = read(sent, ...FIELDS).records;

  it('repeats datagrams of NetFlow v9, IPFIX and sFlow as they are', async () => {
    const captures = CAPTURE_FILES.filter(({ file }) => /\.(dat|bin)$/.test(file) && !/netflow5/.test(file));
    const datagrams = captures.flatMap(datagramsOf);
    const port = await freePort();
    const end = await destination();
    const running = Running.start('flow-fanout', ['-D', `127.0.0.1/0/${port}`, `0/127.0.0.1/${end.port}`]);
    try {
      await running.says(/receive buffer/);
      await send(datagrams, port);
      await until('all datagrams', () => end.datagrams.length >= datagrams.length);
      assert.equal(await running.end(), 0);
      assert.deepEqual(end.datagrams, datagrams);
    } finally {
      running.child.kill('SIGKILL');
      end.socket.close();
    }
  });

  /** Sends the datagrams through flow-fanout to two destinations; gives what the two receive. */
  async function through(options: readonly string[], count: number, datagrams = sent) {
    const port = await freePort();
    const ends = [await destination(), await destination()];
    const words = ['-D', ...options, `127.0.0.1/0/${port}`, ...ends.map((end) => `0/127.0.0.1/${end.port}`)];
    const running = Running.start('flow-fanout', words);
    try {
      await running.says(/receive buffer/);
      await send(datagrams, port);
      const records = (end: Destination) => read(end.datagrams, ...FIELDS).records.length;
      await until('records at both destinations', () => ends.every((end) => records(end) >= count));
      assert.equal(await running.end(), 0);
      return ends.map((end) => read(end.datagrams, ...FIELDS));
    } finally {
      running.child.kill('SIGKILL');
      for (const end of ends) end.socket.close();
    }
  }

  it('repeats all records to every destination, with sequence numbers of its own', async () => {
    const [one, other] = await through([], all.length);
    assert.deepEqual(one?.records, all);
    assert.deepEqual(other?.records, all);
    assert.equal(one.sequences[0], 0);
  });

  it('counts sequence numbers for each engine', async () => {
    const engines = pdus('seq-engines');
    const [one] = await through([], read(engines, ...FIELDS).records.length, engines);
    assert.ok((one?.sequences.filter((sequence) => sequence === 0).length ?? 0) > 1);
  });

  it('replaces AS 0 and masks addresses', async () => {
    const [one] = await through(['-A', '64500', '-m', '255.255.255.0'], all.length);
    const expected = all.map((record) => {
      const masked = [...record];
      masked[0] = ((record[0] ?? 0) & 0xffffff00) >>> 0;
      const isMulticast = (record[1] ?? 0) >>> 28 === 14;
      masked[1] = isMulticast ? (record[1] ?? 0) : ((record[1] ?? 0) & 0xffffff00) >>> 0;
      for (const at of [7, 8]) masked[at] = record[at] === 0 ? 64500 : (record[at] ?? 0);
      return masked;
    });
    assert.deepEqual(one?.records, expected);
  });

  it('sends only what a filter permits, variables replaced', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'fanout-'));
    try {
      const file = join(folder, 'filter.cfg');
      writeFileSync(
        file,
        'filter-primitive p\n type ip-protocol\n permit @P\nfilter-definition d\n match ip-protocol p\n',
      );
      const tcp = all.filter((record) => record[9] === 6);
      assert.ok(tcp.length > 0 && tcp.length < all.length);
      const [one] = await through(['-f', file, '-F', 'd', '-v', 'P=6'], tcp.length);
      assert.deepEqual(one?.records, tcp);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  /** Sends datagrams through flow-fanout; gives the flows that a collector makes of what comes out, and the versions of that. */
  async function collected(options: readonly string[], datagrams: readonly Buffer[], flows: number) {
    const port = await freePort();
    const end = await destination();
    const running = Running.start('flow-fanout', ['-D', ...options, `127.0.0.1/0/${port}`, `0/127.0.0.1/${end.port}`]);
    try {
      await running.says(/receive buffer/);
      const records: {
        readonly version: string;
        readonly src_as: number;
        readonly prot: number;
        readonly octets: number;
      }[] = [];
      const output: FlowOutput = {
        begin: () => undefined,
        change: () => undefined,
        count: () => undefined,
        append: (batch) => {
          const [as, prot, octets] = (['src_as', 'prot', 'doctets'] as const).map((name) => fieldReader(batch, name));
          for (let index = 0; index < batch.count; index++)
            records.push({
              version: batch.layout.version,
              src_as: as?.(index) ?? -1,
              prot: prot?.(index) ?? -1,
              octets: octets?.(index) ?? -1,
            });
        },
      };
      const log = new LimitedLog(() => undefined, Date.now);
      const intake = new Intake({ remote: 0, destination: () => 0 }, output, log, Date.now);
      await send(datagrams, port);
      let taken = 0;
      await until('all flows', () => {
        for (; taken < end.datagrams.length; taken++) intake.receive(end.datagrams[taken]!, 0x7f000001, port);
        return records.length >= flows;
      });
      assert.equal(await running.end(), 0);
      assert.equal(records.length, flows);
      return { records, versions: new Set(end.datagrams.map((datagram) => datagram.readUInt16BE(0))) };
    } finally {
      running.child.kill('SIGKILL');
      end.socket.close();
    }
  }

  describe('that does something to flows', () => {
    const messages = new MessageEncoder('10', {
      fields: ['srcaddr', 'dstaddr', 'doctets', 'dpkts', 'prot', 'src_as', 'start_ms', 'end_ms'],
    });
    const S = Date.UTC(2026, 10, 20, 12);
    const flow = (source: string, prot: number, doctets: number, src_as: number) => {
      const [srcaddr, dstaddr] = [parseAddress(source), parseAddress(source)];
      assert.ok(srcaddr && dstaddr);
      return timedRecord(S, S, 0, { srcaddr, dstaddr, prot, doctets, dpkts: 1, src_as });
    };
    const newer = [
      ...messages.add(
        batchOf(EXTENDED, [
          flow('10.0.0.1', 6, 5_000_000_000, 0),
          flow('2001:db8::1', 6, 2, 70_000),
          flow('10.0.0.2', 17, 3, 0),
        ]),
      ),
      messages.flush(),
    ].filter((datagram) => datagram !== undefined);
    const tcp = all.filter((record) => record[9] === 6).length;
    let folder = '';
    let file = '';
    before(() => {
      folder = mkdtempSync(join(tmpdir(), 'fanout-newer-'));
      file = join(folder, 'filter.cfg');
      writeFileSync(
        file,
        'filter-primitive p\n type ip-protocol\n permit 6\nfilter-definition d\n match ip-protocol p\n',
      );
    });
    after(() => {
      rmSync(folder, { recursive: true });
    });

    it('sends those of newer kinds as IPFIX, beside classic ones', async () => {
      const options = ['-f', file, '-F', 'd', '-A', '64500'];
      const { records, versions } = await collected(
        options,
        [...sent.slice(0, 1), ...newer, ...sent.slice(1)],
        tcp + 2,
      );
      assert.deepEqual(versions, new Set([5, 10]));
      const wide = records.filter(({ octets }) => octets === 5_000_000_000 || octets === 2);
      assert.deepEqual(
        wide.map(({ version, src_as, octets }) => [version, src_as, octets]),
        [
          [EXTENDED, 64500, 5_000_000_000],
          [EXTENDED, 70_000, 2],
        ],
      );
      assert.ok(records.every(({ prot, src_as }) => prot === 6 && src_as !== 0));
    });

    for (const [version, number] of [
      ['9', 9],
      ['10', 10],
    ] as const)
      it(`sends all of them as -V ${version} asks`, async () => {
        const { records, versions } = await collected(['-V', version], [...newer, ...sent], all.length + 3);
        assert.deepEqual(versions, new Set([number]));
        assert.ok(records.every((record) => record.version === EXTENDED));
      });

    it('sends the samples of sFlow as IPFIX', async () => {
      const sample = flowSample([rawHeader(ethernet('0800', ipv4Packet(tcpHeader())))]);
      const { records, versions } = await collected(['-A', '64500'], [samplesDatagram([sample, sample])], 2);
      assert.deepEqual(versions, new Set([10]));
      assert.ok(records.every(({ version, prot, octets }) => version === EXTENDED && prot === 6 && octets === 40));
    });

    it('sends what fits the classic version of -V', async () => {
      const { versions } = await collected(['-V', '5'], [...newer, ...sent], all.length + 2);
      assert.deepEqual(versions, new Set([5]));
    });
  });

  it('translates to the version of -V, with a pause between datagrams', async () => {
    const [one] = await through(['-V', '7', '-x', '100'], all.length);
    assert.deepEqual(one?.records, all);
  });

  /** Runs flow-fanout with -S while datagrams come; gives what it logs, and how many datagrams it sent. */
  async function logged(options: readonly string[], feed: (port: number) => Promise<void>) {
    const port = await freePort();
    const end = await destination();
    const words = ['-D', '-S', '60', ...options, `127.0.0.1/0/${port}`, `0/127.0.0.1/${end.port}`];
    const running = Running.start('flow-fanout', words);
    try {
      await running.says(/receive buffer/);
      await feed(port);
      assert.equal(await running.end(), 0);
      return { log: running.stderr, sent: end.datagrams.length };
    } finally {
      running.child.kill('SIGKILL');
      end.socket.close();
    }
  }
  const statistics = (source: string, counters: string) =>
    new RegExp(
      `STAT: now=\\d+ startup=\\d+ src_ip=${source} dst_ip=127\\.0\\.0\\.1 d_ver=5 ${counters.replace(/N/g, '(\\d+)')}\n`,
    );

  it('writes STAT lines with the datagrams that could not be sent', async () => {
    const datagrams = v5Datagrams(0, 4500 * 30);
    // one takes 10 ms, 4096 may wait, and the end does not wait for all
    const { log, sent } = await logged(['-x', '10000'], async (port) => {
      for (let at = 0; at < datagrams.length; at += 100) {
        await send(datagrams.slice(at, at + 100), port);
        await until('datagrams read', async () => (await udpQueue(port))?.waiting === 0);
      }
    });
    const line = statistics('127.0.0.1', 'pkts=N flows=N lost=N reset=N filter_drops=0 send_nobufs=N').exec(log);
    assert.ok(line, log);
    const [packets = 0, , , , refused = 0] = line.slice(1).map(Number);
    assert.equal(refused + sent, packets);
    assert.ok(packets > 4096 && refused > 0, log);
    assert.ok(sent > 0 && sent < 4096);
    assert.match(log, new RegExp(`SOCKET: .* write_drops=${refused}\n`));
  });

  it('writes STAT lines with what the filter dropped of each exporter', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'fanout-'));
    try {
      const file = join(folder, 'filter.cfg');
      writeFileSync(
        file,
        'filter-primitive p\n type ip-address-prefix\n permit 0.0.0.0/24\n' +
          'filter-definition d\n match ip-source-address p\n',
      );
      const { log } = await logged(['-f', file, '-F', 'd'], async (port) => {
        await send(v5Datagrams(0, 300), port);
        await send(v5Datagrams(0, 270), port, '127.0.0.2');
      });
      assert.match(log, statistics('127.0.0.1', 'pkts=10 flows=300 lost=0 reset=0 filter_drops=44 send_nobufs=0'));
      assert.match(log, statistics('127.0.0.2', 'pkts=9 flows=270 lost=0 reset=0 filter_drops=14 send_nobufs=0'));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('refuses a command line without destination', async () => {
    const alone = await runProgram('flow-fanout', ['-D', '0/0/9991']);
    assert.equal(alone.status, 1);
    assert.match(alone.stderr, /at least source and one destination/);
  });

  it('runs as a daemon with a pidfile named after its port', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'fanout-'));
    const port = await freePort();
    try {
      const start = await runProgram('flow-fanout', [
        '-p',
        join(folder, 'pid'),
        `127.0.0.1/0/${port}`,
        '0/127.0.0.1/9',
      ]);
      assert.equal(start.status, 0, start.stderr);
      const file = join(folder, `pid.${port}`);
      const pid = Number(readFileSync(file, 'utf8'));
      await until('its status', () => readStatus(`${file}.status.json`)?.pid === pid);
      process.kill(pid, 'SIGTERM');
      await until('the pidfile to go', () => readdirSync(folder).length === 0);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
