import assert from 'node:assert/strict';
import { captureBeside, EXPORTER } from './capture-beside.js';
import { Nfcapd } from './nfcapd.js';
import { ownFolder } from './own-folder.js';
import { flowLines, flowsOf, totals, type SeenFlow } from './seen-flow.js';
import { exportPackets } from './softflowd.js';

const ICMPV6 = 58;

/** nfcapd 1.7 takes ICMPv6's type and code from IPFIX only. */
const asNfcapd = (flow: SeenFlow, version: 9 | 10): SeenFlow =>
  version === 9 && flow.prot === ICMPV6 ? { ...flow, dstport: 0 } : flow;

/** softflowd 1.1 does not tell the traffic class of IPv6. */
const asSoftflowd = (flow: SeenFlow): SeenFlow => (flow.srcaddr.includes(':') ? { ...flow, tos: 0 } : flow);

const withoutTimes = (flows: readonly SeenFlow[]): string[] =>
  flowLines(flows).map((line) => line.replace(/ [^ ]*$/, ''));

describe('NetFlow v9 and IPFIX, captured by flow-capture and by nfcapd', () => {
  const folder = ownFolder();

  for (const version of [9, 10] as const)
    it(`give the same flows of IPv4 and IPv6 from softflowd, version ${version}`, async () => {
      const { packets, ours, theirs, log } = await captureBeside({
        folder: folder(),
        name: `softflowd-${version}`,
        start: (directory) => Nfcapd.start(directory),
        made: { seed: 9, conversations: 300, families: [4, 4, 6] },
        exporting: (made, port) => exportPackets(made, { port, version, folder: folder() }),
      });
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
