import assert from 'node:assert/strict';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { exportFlows } from '../../lib/demo/exporter.js';
import { DEVICES } from '../../lib/demo/network.js';
import { Traffic } from '../../lib/demo/traffic.js';
import { createDecoder } from '../../lib/netflow/decode.js';

const EXPORTER = 0x7f00000b;
const traffic = (rate: number): Traffic => new Traffic({ device: DEVICES[0], rate, exporter: EXPORTER });

describe('live exporter', () => {
  let collector: Socket;
  let stop: AbortController;
  let senders: Set<string>;
  let datagrams: Buffer[];
  const decode = createDecoder();

  beforeEach(async () => {
    collector = createSocket('udp4');
    senders = new Set();
    datagrams = [];
    stop = new AbortController();
    collector.on('message', (datagram, { address }) => {
      datagrams.push(datagram);
      senders.add(address);
    });
    collector.bind(0, '127.0.0.1');
    await once(collector, 'listening');
  });
  afterEach(() => {
    collector.close();
  });

  const start = (from: number, now: () => number, rate = 200): Promise<void> =>
    exportFlows({
      traffic: traffic(rate),
      address: '127.0.0.11',
      collector: { address: '127.0.0.1', port: collector.address().port },
      from,
      signal: stop.signal,
      now,
    });
  const arrived = async (count: number): Promise<void> => {
    while (datagrams.length < count) await once(collector, 'message');
  };
  /** The records of a datagram as the collector would store them. */
  const records = (datagram: Buffer): Buffer => {
    const decoded = decode(datagram, EXPORTER);
    assert.ok('flows' in decoded, 'refused');
    return Buffer.from(decoded.flows.bytes);
  };

  it('sends exactly what the model exports, from the first second on, with sequence numbers', async () => {
    const from = Math.floor(Date.now() / 1000) - 3;
    const exporting = start(from, Date.now);
    await arrived(20);
    stop.abort();
    await exporting;
    const sent = Buffer.concat(datagrams.map(records));
    const model = Buffer.concat(Array.from(traffic(200).batches(from, from + 60), ({ bytes }) => Buffer.from(bytes)));
    assert.ok(sent.length > 0 && sent.equals(model.subarray(0, sent.length)));
    let sequence = 0;
    for (const datagram of datagrams) {
      assert.equal(datagram.readUInt32BE(16), sequence);
      sequence += datagram.readUInt16BE(2);
    }
    assert.deepEqual([...senders], ['127.0.0.11']);
  });

  it('sends nothing before its time', async () => {
    const exporting = start(Math.floor(Date.now() / 1000), Date.now);
    await arrived(10);
    stop.abort();
    await exporting;
    const now = Date.now();
    for (const datagram of datagrams) {
      assert.ok(datagram.readUInt32BE(8) * 1000 + datagram.readUInt32BE(12) / 1e6 <= now + 1);
    }
  });

  it('goes on from the present when the clock has leapt', async () => {
    let offset = 0;
    const begin = Math.floor(Date.now() / 1000) - 1;
    const exporting = start(begin, () => Date.now() + offset);
    await arrived(4);
    offset = 3_600_000;
    const later = (datagram: Buffer): boolean => datagram.readUInt32BE(8) > begin + 1800;
    while (!datagrams.some(later)) await once(collector, 'message');
    stop.abort();
    await exporting;
    assert.ok(datagrams.filter(later).every((datagram) => datagram.readUInt32BE(8) >= begin + 3600));
  });

  it('goes on while nobody listens', async () => {
    const { port } = collector.address();
    const exporting = start(Math.floor(Date.now() / 1000) - 5, Date.now);
    await arrived(1);
    collector.close();
    await new Promise((resolve) => setTimeout(resolve, 200));
    collector = createSocket('udp4').bind(port, '127.0.0.1');
    await once(collector, 'message');
    stop.abort();
    await exporting;
  });
});
