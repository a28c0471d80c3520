import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FlowCapture } from './flow-capture.js';
import { Nfcapd } from './nfcapd.js';
import type { Packet } from './packet.js';
import { killPrograms } from './program.js';
import { flowLines, flowsOf, totals, type SeenFlow } from './seen-flow.js';
import { settled } from './settled.js';
import { exportPackets } from './softflowd.js';
import { Tee } from './tee.js';
import { traffic } from './traffic.js';

const EXPORTER = '127.0.0.1';
const MINUTE = 60_000;

const ICMPV6 = 58;

/** nfcapd 1.7 takes ICMPv6's type and code from IPFIX only. */
const asNfcapd = (flow: SeenFlow, version: 9 | 10): SeenFlow =>
  version === 9 && flow.prot === ICMPV6 ? { ...flow, dstport: 0 } : flow;

/** softflowd 1.1 does not tell the traffic class of IPv6. */
const asSoftflowd = (flow: SeenFlow): SeenFlow => (flow.srcaddr.includes(':') ? { ...flow, tos: 0 } : flow);

const withoutTimes = (flows: readonly SeenFlow[]): string[] =>
  flowLines(flows).map((line) => line.replace(/ [^ ]*$/, ''));

interface Captured {
  readonly packets: readonly Packet[];
  readonly ours: readonly SeenFlow[];
  readonly theirs: readonly SeenFlow[];
  readonly log: string;
}

/** The same datagrams of an exporter to flow-capture and to nfcapd. */
async function captured(
  folder: string,
  name: string,
  exporting: (packets: readonly Packet[], port: number) => Promise<unknown>,
): Promise<Captured> {
  const nfcapd = await Nfcapd.start(join(folder, `nfcapd-${name}`));
  const capture = await FlowCapture.start({ dataDirectory: folder, device: name });
  const collectors = [nfcapd.port, capture.port];
  const packets = traffic({
    seed: 9,
    from: Date.now() - 20 * MINUTE,
    spread: 12 * MINUTE,
    conversations: 300,
    families: [4, 4, 6],
  });
  const tee = await Tee.open({ exporter: EXPORTER, collectors });
  await exporting(packets, tee.port);
  await settled(tee, collectors);
  tee.close();
  await Promise.all([nfcapd.stop(), capture.stop()]);
  return { packets, ours: await capture.flows(), theirs: await nfcapd.flows(), log: capture.log };
}

describe('NetFlow v9 and IPFIX, captured by flow-capture and by nfcapd', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'flowviewer-e2e-'));
  });
  after(async () => {
    killPrograms();
    await rm(folder, { recursive: true });
  });

  for (const version of [9, 10] as const)
    it(`give the same flows of IPv4 and IPv6 from softflowd, version ${version}`, async () => {
      const { packets, ours, theirs, log } = await captured(folder, `softflowd-${version}`, (made, port) =>
        exportPackets(made, { port, version, folder }),
      );
      const [mine, others] = [ours, theirs].map((flows) => flows.map((flow) => asNfcapd(flow, version)));
      assert.deepEqual(flowLines(mine ?? []), flowLines(others ?? []));
      const made = flowsOf(packets, EXPORTER).map(asSoftflowd);
      assert.deepEqual(withoutTimes(ours), withoutTimes(made));
      assert.deepEqual(totals(ours, EXPORTER), totals(theirs, EXPORTER));
      assert.ok(ours.some(({ srcaddr }) => srcaddr.includes(':')));
      assert.match(log, new RegExp(`d_version=${version}`));
      if (version === 9) assert.doesNotMatch(log, /lost=[1-9]/); // its numbers of IPFIX are not those of RFC 7011
    });
});
