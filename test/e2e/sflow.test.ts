import assert from 'node:assert/strict';
import { captureBeside, EXPORTER, type Captured } from './capture-beside.js';
import { Nfcapd } from './nfcapd.js';
import { ownFolder } from './own-folder.js';
import { ipOctets, PROTOCOLS } from './packet.js';
import { probePackets } from './pmacct.js';
import type { SeenFlow } from './seen-flow.js';

/** So many that the datagrams, of nine packets each, fit the receive buffer that kernels grant to sfcapd. */
const CONVERSATIONS = 40;

/** Octets of a frame that are not the packet's: Ethernet header and check sequence. */
const FRAME = 18;

/** The same datagrams of pmacctd to flow-capture and to sfcapd. */
function captured(folder: string, rate: number): Promise<Captured> {
  return captureBeside({
    folder,
    name: `probe-${rate}`,
    start: (directory) => Nfcapd.start(directory, 'sFlow'),
    made: { seed: rate, conversations: CONVERSATIONS * rate, families: [4, 4, 6] },
    exporting: (made, port) => probePackets(made, { port, folder, probe: { name: 'sfprobe' }, rate }),
  });
}

/** What both must say of a flow: no times, because each collector takes its own clock's. */
function line({ exporter, srcaddr, srcport, dstaddr, dstport, prot, tos, flags }: SeenFlow, octets: number): string {
  return `${exporter}: ${srcaddr} ${srcport} > ${dstaddr} ${dstport} prot ${prot} tos ${tos} flags ${flags} octets ${octets}`;
}

describe('sFlow from pmacctd, captured by flow-capture and by sfcapd', () => {
  const folder = ownFolder();
  let all: Captured;
  let sampled: Captured;
  before(async () => {
    all = await captured(folder(), 1);
    sampled = await captured(folder(), 10);
  });

  it('gives the same flows of IPv4 and IPv6, field by field, where every packet is sampled', () => {
    const { ours, theirs } = all;
    // sfcapd 1.7.1 counts octets of whole frames, and does not read ICMP
    const isIcmp = ({ prot }: SeenFlow) => prot === PROTOCOLS.icmp || prot === PROTOCOLS.icmp6;
    assert.deepEqual(
      ours.map((flow) => line(isIcmp(flow) ? { ...flow, dstport: 0 } : flow, flow.octets)).sort(),
      theirs.map((flow) => line(flow, flow.octets - FRAME)).sort(),
    );
    assert.ok(ours.some(({ srcaddr }) => srcaddr.includes(':')) && ours.some(({ srcaddr }) => srcaddr.includes('.')));
  });

  it('has each flow as the packet was', () => {
    const made = new Map<string, number>();
    for (const packet of all.packets) {
      const { srcaddr, srcport, dstaddr, dstport, tos, flags } = packet;
      const prot = PROTOCOLS[packet.protocol];
      const seen = { exporter: EXPORTER, srcaddr, srcport, dstaddr, dstport, prot, tos, flags };
      const text = line({ ...seen, packets: 1, octets: 0, start: 0, end: 0 }, ipOctets(packet));
      made.set(text, (made.get(text) ?? 0) + 1);
    }
    for (const flow of all.ours) {
      const text = line(flow, flow.octets);
      assert.ok((made.get(text) ?? 0) > 0, text);
      made.set(text, (made.get(text) ?? 0) - 1);
    }
    // pmacctd 1.7.7 does not send its last datagram when a capture file ends
    assert.ok(all.ours.length > all.packets.length - 20, `${all.ours.length} of ${all.packets.length}`);
  });

  it('takes the sampled packets with the rate, and loses none', () => {
    const { ours, theirs, packets, log } = sampled;
    assert.equal(ours.length, theirs.length);
    assert.ok(ours.length > packets.length / 20 && ours.length < packets.length / 5, `${ours.length}`);
    const sum = (flows: readonly SeenFlow[], of: (flow: SeenFlow) => number) =>
      flows.reduce((total, flow) => total + of(flow), 0);
    assert.equal(
      sum(theirs, ({ packets: each }) => each),
      10 * ours.length,
      'sfcapd multiplies when it stores',
    );
    assert.equal(
      sum(theirs, ({ octets }) => octets),
      sum(ours, ({ octets, packets: each }) => 10 * (octets / each + FRAME)),
    );
    assert.doesNotMatch(log, /lost on the way/);
  });
});
