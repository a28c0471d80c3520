import assert from 'node:assert/strict';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { join } from 'node:path';
import { recently } from './capture-beside.js';
import { FlowCapture } from './flow-capture.js';
import { Nfcapd } from './nfcapd.js';
import { ownFolder } from './own-folder.js';
import type { Packet } from './packet.js';
import { flowLines, flowsOf, totals, type SeenFlow } from './seen-flow.js';
import { taken } from './settled.js';
import { exportLive, exportPackets } from './softflowd.js';
import { Tee } from './tee.js';
import { traffic } from './traffic.js';

const ROUTERS = ['127.0.0.1', '127.0.0.2'] as const;

async function boundSocket(): Promise<Socket> {
  const socket = createSocket('udp4').unref();
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return socket;
}

describe('NetFlow v5 from softflowd, captured by flow-capture and by nfcapd', () => {
  const folder = ownFolder();
  const packets = new Map<string, Packet[]>();
  let ours: SeenFlow[];
  let selective: SeenFlow[];
  let oursByExporter: Awaited<ReturnType<FlowCapture['totals']>>;
  let theirs: SeenFlow[];
  let theirStatistics: Awaited<ReturnType<Nfcapd['statistics']>>;

  before(async () => {
    const nfcapd = await Nfcapd.start(join(folder(), 'nfcapd'));
    const all = await FlowCapture.start({ dataDirectory: folder(), device: 'all' });
    const one = await FlowCapture.start({ dataDirectory: folder(), device: 'one', accept: ROUTERS[1] });
    const collectors = [nfcapd.port, all.port, one.port];
    for (const [index, exporter] of ROUTERS.entries()) {
      const made = traffic({
        seed: index + 1,
        ...recently(),
        conversations: 400 + 150 * index,
        families: [4, 4, 4, 6], // v5 cannot carry IPv6: softflowd leaves it out
      });
      packets.set(
        exporter,
        made.filter(({ srcaddr }) => srcaddr.includes('.')),
      );
      const tee = await Tee.open({ exporter, collectors });
      const sent = await exportPackets(made, { port: tee.port, version: 5, folder: folder() });
      await taken(tee, sent, collectors);
      tee.close();
    }
    await Promise.all([nfcapd, all, one].map((collector) => collector.stop()));
    [ours, selective, oursByExporter] = [await all.flows(), await one.flows(), await all.totals()];
    [theirs, theirStatistics] = [await nfcapd.flows(), await nfcapd.statistics()];
  });

  it('gives the same flows, field by field and to the millisecond', () => {
    assert.deepEqual(flowLines(ours), flowLines(theirs));
  });

  for (const exporter of ROUTERS) {
    it(`counts flows, packets and octets of exporter ${exporter} as nfdump and the packets do`, () => {
      const made = totals(flowsOf(packets.get(exporter) ?? [], exporter), exporter);
      assert.ok(made.flows > 400);
      assert.deepEqual(oursByExporter.get(exporter), made);
      assert.deepEqual(totals(theirs, exporter), made);
    });
  }

  it('counts as many flows, packets and octets as nfdump does in its own statistics', () => {
    const [first, second] = ROUTERS.map((exporter) => totals(ours, exporter));
    assert.ok(first && second);
    assert.deepEqual(theirStatistics, {
      flows: first.flows + second.flows,
      packets: first.packets + second.packets,
      octets: first.octets + second.octets,
    });
  });

  it('has each flow as the packets were: addresses, ports, protocol, ToS, flags, packets, octets', () => {
    const withoutTimes = (lines: readonly string[]): string[] => lines.map((line) => line.replace(/ [^ ]*$/, ''));
    const made = ROUTERS.flatMap((exporter) => flowsOf(packets.get(exporter) ?? [], exporter));
    assert.deepEqual(withoutTimes(flowLines(ours)), withoutTimes(flowLines(made)));
  });

  it('puts each flow at the time of its packets', () => {
    // softflowd gives both directions of a conversation the times of the conversation
    const key = (flow: SeenFlow): string =>
      [flow.exporter, flow.srcaddr, flow.srcport, flow.dstaddr, flow.dstport, flow.prot].join(' ');
    const captured = new Map(ours.map((flow) => [key(flow), flow]));
    for (const exporter of ROUTERS) {
      for (const made of flowsOf(packets.get(exporter) ?? [], exporter)) {
        const flow = captured.get(key(made));
        assert.ok(flow && flow.start <= made.start + 1 && flow.end >= made.end - 1, key(made));
      }
    }
  });

  it('takes only the exporter that it was told to accept', () => {
    const [, accepted] = ROUTERS;
    assert.deepEqual(flowLines(selective), flowLines(ours.filter(({ exporter }) => exporter === accepted)));
  });
});

describe('live traffic on the loopback interface, captured by flow-capture and by nfcapd', () => {
  const folder = ownFolder();

  (process.getuid?.() === 0 ? it : it.skip)('arrives as the same flows in both (only root may watch it)', async () => {
    const nfcapd = await Nfcapd.start(join(folder(), 'nfcapd'));
    const capture = await FlowCapture.start({ dataDirectory: folder(), device: 'lo' });
    const tee = await Tee.open({ exporter: ROUTERS[0], collectors: [nfcapd.port, capture.port] });
    const sink = await boundSocket();
    const clients = await Promise.all(Array.from({ length: 20 }, boundSocket));
    const payload = Buffer.alloc(100);
    const { port } = sink.address();
    const sent = await exportLive(
      `udp dst port ${port}`,
      { port: tee.port, version: 5, folder: folder() },
      2000,
      async () => {
        for (let round = 0; round < 20; round++) {
          for (const client of clients) client.send(payload, port, '127.0.0.1');
          await once(sink, 'message');
        }
      },
    );
    await taken(tee, sent, [nfcapd.port, capture.port]);
    await Promise.all([nfcapd.stop(), capture.stop()]);
    for (const socket of [tee, sink, ...clients]) socket.close();

    const ours = await capture.flows();
    assert.deepEqual(flowLines(ours), flowLines(await nfcapd.flows()));
    assert.equal(ours.length, clients.length);
    for (const { packets, octets } of ours) assert.equal(octets, packets * (28 + payload.length));
  });
});
