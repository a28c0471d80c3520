import assert from 'node:assert/strict';
import type { Address } from '../../lib/flow/address.js';
import { formatAddress } from '../../lib/flow/address.js';
import { addressReader, fieldReader } from '../../lib/flow/batch.js';
import { FLOW_FIELDS, type FieldName } from '../../lib/flow/field.js';
import { recordLayout } from '../../lib/flow/layout.js';
import { EXTENDED } from '../../lib/flow/version.js';
import { createSflowDecoder, type SflowDatagram } from '../../lib/sflow/decode.js';
import {
  datagram,
  ethernet,
  flowSample,
  ipv4,
  ipv4Packet,
  ipv6,
  ipv6Packet,
  rawHeader,
  structure,
  tcp,
  udp,
  xdr,
} from './make-datagram.js';

const RECEIVED = 1_763_913_600_789;
const SOURCE: Address = { family: 4, value: 0x0a000001 };

function decode(octets: Uint8Array): SflowDatagram {
  const result = createSflowDecoder()(octets, { source: SOURCE, received: RECEIVED });
  if ('code' in result) throw new assert.AssertionError({ message: JSON.stringify(result) });
  return result;
}

/** All fields of the record that are in its layout: addresses as text. */
function record({ flows }: SflowDatagram, index = 0): Partial<Record<FieldName, string | number>> {
  return Object.fromEntries(
    FLOW_FIELDS.filter(({ name }) => flows.layout.slots.has(name)).map(({ name, type }) => {
      const address = type === 'ip' ? addressReader(flows, name) : undefined;
      return [name, address ? formatAddress(address(index)) : fieldReader(flows, name)?.(index)];
    }),
  );
}

describe('records of sampled packets', () => {
  it('have what the samples say, and the time of receiving', () => {
    const rich = [
      rawHeader(ethernet('8100006488470001114000000000'.slice(0, 20), ipv4Packet(tcp())), 1518),
      structure(1002, 1, ipv4('192.0.2.254'), 24, 16),
      structure(1003, 1, ipv4('192.0.2.253'), 64500, 64510, 64511, 1, 2, 1, 4_200_000_001, 0, 100),
      structure(1007, 1, ipv4('10.0.0.1'), 1, ipv4('10.0.0.2')),
      structure(1020, 1025, 8080),
    ];
    const result = decode(datagram([flowSample(rich, { rate: 2048, input: 70_000, output: 4, source: 70_000 })]));
    assert.equal(result.flows.layout, recordLayout(EXTENDED));
    assert.deepEqual(record(result), {
      unix_secs: 1_763_913_600,
      unix_nsecs: 789_000_000,
      start_ms: RECEIVED,
      end_ms: RECEIVED,
      exaddr: '192.0.2.1',
      domain: 0,
      dpkts: 1,
      doctets: 40,
      srcaddr: '198.51.100.7',
      dstaddr: '203.0.113.9',
      nexthop: '192.0.2.254',
      peer_nexthop: '192.0.2.253',
      nat_srcaddr: '10.0.0.1',
      nat_dstaddr: '10.0.0.2',
      nat_srcport: 1025,
      nat_dstport: 8080,
      srcport: 40_000,
      dstport: 443,
      prot: 6,
      tos: 0xb8,
      tcp_flags: 0x12,
      icmp_type: 255,
      icmp_code: 255,
      input: 70_000,
      output: 4,
      src_mask: 24,
      dst_mask: 16,
      src_as: 64510,
      dst_as: 4_200_000_001,
      src_vlan: 100,
      dst_vlan: 0,
      src_mac: 0x020304050607,
      dst_mac: 0x0a0b0c0d0e0f,
      mpls_label: 17,
      direction: 0,
      forwarding_status: 0,
      sampling_rate: 2048,
      sampling_source: 1,
      // nothing of a sample
      application_id: 0,
      end_reason: 0,
      engine_type: 0,
      engine_id: 0,
      marked_tos: 0,
      src_tag: 0,
      dst_tag: 0,
    });
  });

  it('have IPv6 addresses', () => {
    const agent = xdr(2, ipv6('2001:db8:0:0:0:0:0:1'));
    const sample = flowSample([rawHeader(ethernet('86dd', ipv6Packet(17, udp())))]);
    const { exaddr, srcaddr, dstaddr, nexthop, nat_srcaddr, doctets } = record(decode(datagram([sample], { agent })));
    assert.deepEqual(
      [exaddr, srcaddr, dstaddr, nexthop, nat_srcaddr, doctets],
      ['2001:db8::1', '2001:db8::7', '2001:db8::9', '0.0.0.0', '0.0.0.0', 48],
    );
  });

  it('have the address that a datagram came from where the agent does not say its own', () => {
    const sample = flowSample([rawHeader(ethernet('0800', ipv4Packet(tcp())))]);
    const result = decode(datagram([sample], { agent: xdr(0) }));
    assert.deepEqual([record(result).exaddr, formatAddress(result.exporter)], ['10.0.0.1', '10.0.0.1']);
  });

  it('have no source of a rate that is 0', () => {
    const sample = flowSample([rawHeader(ethernet('0800', ipv4Packet(tcp())))], { rate: 0 });
    const { sampling_rate, sampling_source } = record(decode(datagram([sample])));
    assert.deepEqual([sampling_rate, sampling_source], [0, 0]);
  });

  it('are none for packets that are not IP', () => {
    const arp = flowSample([rawHeader(ethernet('0806', Buffer.alloc(28)))]);
    const { flows, notIp, samples } = decode(
      datagram([arp, flowSample([rawHeader(ethernet('0800', ipv4Packet(tcp())))])]),
    );
    assert.deepEqual([flows.count, notIp, samples.length], [1, 1, 2]);
  });

  it('are all there where a datagram has many', () => {
    const samples = Array.from({ length: 50 }, (_, index) =>
      flowSample([rawHeader(ethernet('0800', ipv4Packet(tcp(index + 1))))], { sequence: index }),
    );
    const result = decode(datagram(samples));
    assert.deepEqual(
      samples.map((_, index) => record(result, index).srcport),
      samples.map((_, index) => index + 1),
    );
  });
});
