import assert from 'node:assert/strict';
import fc from 'fast-check';
import { sflowErrorText } from '../../lib/sflow/error.js';
import {
  datagram,
  ethernet,
  flowSample,
  interfaceCounters,
  ipv4,
  ipv4Packet,
  ipv6,
  MACS,
  opaque,
  rawHeader,
  structure,
  tcp,
  xdr,
} from './make-datagram.js';
import { fields, see } from './read.js';

const HEADER = rawHeader(ethernet('0800', ipv4Packet(tcp())));

function flowOf(...records: readonly Buffer[]) {
  const { flows, errors } = see(datagram([flowSample(records)]));
  assert.deepEqual(errors, []);
  return flows[0] ?? {};
}

describe('an sFlow datagram', () => {
  it('names its agent, by either family, and its number', () => {
    const { header } = see(datagram([], { sequence: 77 }));
    assert.deepEqual(header, {
      agent: { family: 4, value: 0xc0000201 },
      subAgent: 0,
      sequence: 77,
      uptime: 1000,
      samples: 0,
    });
    const six = see(datagram([], { agent: xdr(2, ipv6('2001:db8:0:0:0:0:0:1')) })).header;
    assert.deepEqual('agent' in six && six.agent, { family: 6, value: 0x20010db8000000000000000000000001n });
    for (const none of [xdr(0), xdr(1, ipv4('0.0.0.0'))]) {
      const { header: unnamed } = see(datagram([], { agent: none }));
      assert.equal('agent' in unnamed && unnamed.agent, undefined);
    }
  });

  it('is refused with its reason and place', () => {
    const whole = datagram([]);
    for (let length = 0; length < whole.length; length++)
      assert.deepEqual(see(whole.subarray(0, length)).header, { code: 'too-short', offset: length, got: length });
    assert.deepEqual(see(xdr(4, whole.subarray(4))).header, { code: 'unknown-version', offset: 0, got: 4 });
    const { header } = see(datagram([], { agent: xdr(3, 0) }));
    assert.deepEqual(header, { code: 'bad-address', offset: 4, got: 3 });
    assert.equal(
      sflowErrorText({ code: 'bad-address', offset: 4, got: 3 }),
      "sFlow: the agent's address is of type 3, 1 (IPv4) and 2 (IPv6) are known (octet 4)",
    );
  });

  it('has samples of which each keeps its head', () => {
    const options = { sequence: 9, rate: 512, pool: 4608, drops: 2, source: 0x0200_0007, input: 5, output: 6 };
    const { samples, flows } = see(datagram([flowSample([HEADER], options), flowSample([HEADER], { sequence: 10 })]));
    assert.deepEqual(samples[0], { sequence: 9, class: 2, index: 7, rate: 512, pool: 4608, drops: 2 });
    assert.equal(samples[1]?.sequence, 10);
    assert.deepEqual(fields(flows[0], 'input', 'output', 'sampling_rate', 'direction'), {
      input: 5,
      output: 6,
      sampling_rate: 512,
      direction: 255,
    });
  });

  it('says in which direction a packet was sampled, by the interface that sampled it', () => {
    const direction = (source: number, input: number, output: number) =>
      see(datagram([flowSample([HEADER], { source, input, output })])).flows[0]?.['direction'];
    assert.deepEqual([direction(3, 3, 4), direction(4, 3, 4), direction(3, 3, 3), direction(8, 3, 4)], [0, 1, 0, 255]);
  });

  it('has no ifIndex where a packet was discarded, sent to several, or is the device’s own', () => {
    const output = (value: number) => {
      const { flows } = see(datagram([flowSample([HEADER], { output: value })]));
      return fields(flows[0], 'output', 'forwarding_status');
    };
    assert.deepEqual(output(0x4000_0102), { output: 0, forwarding_status: 129 });
    assert.deepEqual(output(0x4000_00ff), { output: 0, forwarding_status: 128 });
    assert.deepEqual(output(0x8000_0005), { output: 0, forwarding_status: 0 });
    assert.deepEqual(output(0x3fff_ffff), { output: 0, forwarding_status: 0 });
  });

  it('went out by the interface that sampled it, of several', () => {
    const several = (source: number) =>
      fields(see(datagram([flowSample([HEADER], { source, output: 0x8000_0005 })])).flows[0], 'output', 'direction');
    assert.deepEqual(several(9), { output: 9, direction: 1 });
    assert.deepEqual(several(3), { output: 0, direction: 0 });
  });

  it('has expanded samples with 32 bits for each', () => {
    const sample = structure(3, 1, 0, 0x1000007, 100, 5, 0, 0, 0x1000007, 0, 0x1000008, 1, HEADER);
    const { samples, flows } = see(datagram([sample]));
    assert.deepEqual([samples[0]?.class, samples[0]?.index], [0, 0x1000007]);
    assert.deepEqual(fields(flows[0], 'input', 'output', 'prot'), { input: 0x1000007, output: 0x1000008, prot: 6 });
    const discarded = structure(3, 1, 0, 7, 100, 5, 0, 0, 7, 1, 258, 1, HEADER);
    assert.deepEqual(fields(see(datagram([discarded])).flows[0], 'output', 'forwarding_status'), {
      output: 0,
      forwarding_status: 129,
    });
  });

  it('passes over samples and records that it does not know', () => {
    const unknown = structure(7, 1, 2, 3);
    const enterprise = structure((4413 << 12) | 1, 1, 2);
    const { flows, errors } = see(datagram([unknown, flowSample([enterprise, structure(1036, 42), HEADER])]));
    assert.deepEqual([flows.length, flows[0]?.['prot'], errors.length], [1, 6, 0]);
  });

  it('has nothing of one sample in the next', () => {
    const rich = [HEADER, structure(1001, 10, 0, 20, 0), structure(1007, 1, ipv4('10.0.0.1'), 1, ipv4('10.0.0.2'))];
    const { flows } = see(datagram([flowSample(rich), flowSample([])]));
    assert.equal(flows[0]?.['src_vlan'], 10);
    const names = ['family', 'srcaddr', 'nat_srcaddr', 'src_vlan', 'src_mac', 'prot', 'doctets', 'srcport'];
    assert.deepEqual(Object.values(fields(flows[1], ...names)), [0, '', '', 0, 0, 0, 0, 0]);
  });
});

describe('records of a flow sample', () => {
  it('give the packet as the agent understood it, where its header is not there', () => {
    const sampled = structure(3, 1500, 17, ipv4('192.0.2.7'), ipv4('192.0.2.9'), 1024, 53, 0, 0x20);
    assert.deepEqual(
      fields(flowOf(sampled), 'family', 'doctets', 'prot', 'srcaddr', 'dstaddr', 'srcport', 'dstport', 'tos'),
      {
        family: 4,
        doctets: 1500,
        prot: 17,
        srcaddr: '192.0.2.7',
        dstaddr: '192.0.2.9',
        srcport: 1024,
        dstport: 53,
        tos: 0x20,
      },
    );
    const six = structure(4, 900, 6, ipv6('2001:db8:0:0:0:0:0:7'), ipv6('2001:db8:0:0:0:0:0:9'), 1, 2, 0x1b, 0x40);
    assert.deepEqual(fields(flowOf(six), 'family', 'doctets', 'srcaddr', 'tcp_flags', 'tos'), {
      family: 6,
      doctets: 900,
      srcaddr: '20010db8000000000000000000000007',
      tcp_flags: 0x1b,
      tos: 0x40,
    });
  });

  it('do not count against the header, whichever comes first', () => {
    const sampled = structure(3, 1500, 17, ipv4('192.0.2.7'), ipv4('192.0.2.9'), 1024, 53, 0, 0);
    for (const records of [
      [sampled, HEADER],
      [HEADER, sampled],
    ])
      assert.deepEqual(fields(flowOf(...records), 'srcaddr', 'prot', 'srcport', 'doctets'), {
        srcaddr: '198.51.100.7',
        prot: 6,
        srcport: 40_000,
        doctets: 40,
      });
  });

  it('give MAC addresses of a frame without its header', () => {
    const record = structure(2, 64, MACS.subarray(6), Buffer.alloc(2), MACS.subarray(0, 6), Buffer.alloc(2), 0x0800);
    assert.deepEqual(fields(flowOf(record), 'src_mac', 'dst_mac'), {
      src_mac: 0x020304050607,
      dst_mac: 0x0a0b0c0d0e0f,
    });
  });

  it('give the VLANs of a switch, which count before the tag of the frame', () => {
    const tagged = rawHeader(ethernet('8100000a0800', ipv4Packet(tcp())));
    assert.deepEqual(fields(flowOf(tagged, structure(1001, 20, 0, 30, 0)), 'src_vlan', 'dst_vlan'), {
      src_vlan: 20,
      dst_vlan: 30,
    });
    assert.deepEqual(fields(flowOf(structure(1001, -1, -1, -1, -1), HEADER), 'src_vlan', 'dst_vlan'), {
      src_vlan: 0,
      dst_vlan: 0,
    });
  });

  it('give next hop and prefixes of a router', () => {
    assert.deepEqual(
      fields(flowOf(HEADER, structure(1002, 1, ipv4('192.0.2.254'), 24, 16)), 'nexthop', 'src_mask', 'dst_mask'),
      {
        nexthop: '192.0.2.254',
        src_mask: 24,
        dst_mask: 16,
      },
    );
    const six = structure(1002, 2, ipv6('2001:db8:0:0:0:0:0:fe'), 48, 64);
    assert.deepEqual(fields(flowOf(HEADER, six), 'nexthop', 'dst_mask'), {
      nexthop: '20010db80000000000000000000000fe',
      dst_mask: 64,
    });
  });

  it('give the AS of the source and the last of the path', () => {
    const path = xdr(2, 2, 2, 64501, 64502, 1, 1, 4_200_000_001);
    const gateway = structure(1003, 1, ipv4('192.0.2.253'), 64500, 64510, 64511, path, 2, 1, 2, 100);
    assert.deepEqual(fields(flowOf(gateway, HEADER), 'src_as', 'dst_as', 'peer_nexthop'), {
      src_as: 64510,
      dst_as: 4_200_000_001,
      peer_nexthop: '192.0.2.253',
    });
    const own = structure(1003, 1, ipv4('192.0.2.253'), 64500, 64510, 64511, 0, 0, 100);
    assert.deepEqual(fields(flowOf(own, HEADER), 'src_as', 'dst_as'), { src_as: 64510, dst_as: 0 });
  });

  it('give addresses and ports after translation', () => {
    const nat = structure(1007, 1, ipv4('10.0.0.1'), 2, ipv6('2001:db8:0:0:0:0:0:2'));
    assert.deepEqual(
      fields(
        flowOf(HEADER, nat, structure(1020, 1025, 8080)),
        'nat_srcaddr',
        'nat_dstaddr',
        'nat_srcport',
        'nat_dstport',
      ),
      {
        nat_srcaddr: '10.0.0.1',
        nat_dstaddr: '20010db8000000000000000000000002',
        nat_srcport: 1025,
        nat_dstport: 8080,
      },
    );
  });

  it('give the label that a packet came with, where the header has none', () => {
    const labels = structure(1006, 1, ipv4('192.0.2.252'), 2, 0x11040, 0x20140, 1, 0x30140);
    assert.deepEqual(fields(flowOf(labels, HEADER), 'mpls_label', 'nexthop'), {
      mpls_label: 17,
      nexthop: '192.0.2.252',
    });
  });
});

describe('counter samples', () => {
  it('have generic and Ethernet counters, and the name of the interface', () => {
    const ethernetCounters = structure(2, ...Array.from({ length: 13 }, (_, index) => index));
    const records = [interfaceCounters(7, { input: 2n ** 40n, output: 5n }), ethernetCounters];
    const name = structure(1005, opaque(Buffer.from('eth0/7')));
    const { counters, errors } = see(datagram([structure(2, 3, 7, 3, ...records, name)]));
    assert.deepEqual(errors, []);
    const [sample] = counters;
    assert.deepEqual([sample?.class, sample?.index, sample?.sequence, sample?.name], [0, 7, 3, 'eth0/7']);
    assert.equal(sample?.generic?.ifIndex, 7n);
    assert.equal(sample.generic.ifSpeed, 1_000_000_000n);
    assert.deepEqual([sample.generic.ifInOctets, sample.generic.ifOutOctets], [2n ** 40n, 5n]);
    assert.deepEqual([sample.generic.ifInUnknownProtos, sample.generic.ifOutErrors], [15n, 14n]);
    assert.equal(sample.ethernet?.dot3StatsFrameTooLongs, 10n);
  });

  it('have a form with 32 bits for the source, and records that are passed over', () => {
    const { counters } = see(
      datagram([
        structure(4, 3, 0, 0x1000001, 2, structure(2001, 1, 2), interfaceCounters(8, { input: 1n, output: 2n })),
      ]),
    );
    assert.deepEqual([counters[0]?.index, counters[0]?.generic?.ifIndex], [0x1000001, 8n]);
  });

  it('lack a block that is cut off', () => {
    const { counters, errors } = see(datagram([structure(2, 3, 7, 1, structure(1, 7, 6, 1, 2))]));
    assert.equal(counters[0]?.generic, undefined);
    assert.deepEqual(
      errors.map(({ code, sample }) => [code, sample]),
      [['truncated-record', 0]],
    );
  });
});

describe('reports of discarded packets', () => {
  it('are not flows', () => {
    const { flows, discards } = see(datagram([structure(5, 2, 0, 1, 256, 1, 2, 258, 1, HEADER)]));
    assert.deepEqual(flows, []);
    assert.deepEqual(discards, [{ sequence: 2, class: 0, index: 1, drops: 256, input: 1, output: 2, reason: 258 }]);
  });
});

describe('damage', () => {
  it('loses the sample that is cut off, with the place, and none before it', () => {
    const first = flowSample([HEADER]);
    const whole = datagram([first, flowSample([HEADER], { sequence: 2 })]);
    const start = 28 + first.length;
    for (let length = start; length < whole.length; length++) {
      const { flows, errors } = see(whole.subarray(0, length));
      assert.equal(flows.length, 1, `${length} octets`);
      assert.deepEqual(
        errors.map(({ code, offset, sample }) => [code, offset, sample]),
        [['truncated-sample', start, 1]],
      );
    }
  });

  it('tells of records that claim more than the sample has', () => {
    const wrong = structure(1, 1, 3, 100, 5, 0, 3, 4, 2, HEADER, xdr(1, 0xffffffff));
    const { flows, errors } = see(datagram([wrong]));
    assert.equal(flows[0]?.['prot'], 6);
    assert.deepEqual(
      errors.map(({ code, got }) => [code, got]),
      [['truncated-record', 0xffffffff]],
    );
  });

  it('tells of headers that are not understood', () => {
    const { flows, errors } = see(datagram([flowSample([rawHeader(Buffer.alloc(40), 100, 4)])]));
    assert.equal(flows[0]?.['family'], 0);
    assert.deepEqual(
      errors.map(({ code, got, sample }) => [code, got, sample]),
      [['unknown-header', 4, 0]],
    );
  });

  const counts = fc.integer({ min: 0, max: 2 ** 32 - 1 });

  it('takes any octets, in time that their number bounds', () => {
    const begins = fc.uint8Array({ maxLength: 400 }).map((rest) => Buffer.concat([xdr(5, 1, ipv4('192.0.2.1')), rest]));
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 200 }), begins), (octets) => {
        const { flows, counters, discards, errors } = see(octets);
        assert.ok(flows.length + counters.length + discards.length + errors.length <= octets.length / 2);
      }),
      { numRuns: 2000 },
    );
  });

  it('is not led astray by numbers of samples, records and segments', () => {
    fc.assert(
      fc.property(counts, counts, counts, counts, (samples, octets, records, segments) => {
        const gateway = structure(1003, 1, ipv4('192.0.2.1'), 1, 2, 3, segments, 2, segments, 7);
        const sample = xdr(1, octets % 3 === 0 ? octets : 32 + gateway.length, 1, 3, 100, 5, 0, 3, 4, records, gateway);
        see(xdr(5, 1, ipv4('192.0.2.1'), 0, 1, 2, samples, sample));
      }),
      { numRuns: 500 },
    );
  });
});
