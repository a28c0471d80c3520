import assert from 'node:assert/strict';
import { datagram, ethernet, flowSample, ipv4Packet, ipv6Packet, rawHeader, tcp, udp } from './make-datagram.js';
import { fields, see } from './read.js';

const IPV4_TCP = ipv4Packet(tcp());
const IPV6_UDP = ipv6Packet(17, udp());

/** What is read of one sampled header. */
function packet(header: Buffer, protocol = 1, frame?: number) {
  const { flows, errors } = see(datagram([flowSample([rawHeader(header, frame, protocol)])]));
  assert.deepEqual(errors, []);
  return flows[0] ?? {};
}

const TCP_FIELDS = { family: 4, prot: 6, srcport: 40_000, dstport: 443, tcp_flags: 0x12, doctets: 40 };
const UDP_FIELDS = { family: 6, prot: 17, srcport: 5353, dstport: 53, doctets: 48 };

describe('the way from a sampled frame to its IP header', () => {
  it('reads IPv4 behind Ethernet', () => {
    const flow = packet(ethernet('0800', IPV4_TCP));
    assert.deepEqual(fields(flow, ...Object.keys(TCP_FIELDS)), TCP_FIELDS);
    assert.deepEqual(fields(flow, 'srcaddr', 'dstaddr', 'tos', 'src_mac', 'dst_mac', 'src_vlan'), {
      srcaddr: '198.51.100.7',
      dstaddr: '203.0.113.9',
      tos: 0xb8,
      src_mac: 0x020304050607,
      dst_mac: 0x0a0b0c0d0e0f,
      src_vlan: 0,
    });
  });

  it('reads IPv6 behind Ethernet', () => {
    const flow = packet(ethernet('86dd', IPV6_UDP));
    assert.deepEqual(fields(flow, ...Object.keys(UDP_FIELDS)), UDP_FIELDS);
    assert.deepEqual(fields(flow, 'srcaddr', 'dstaddr', 'tos'), {
      srcaddr: '20010db8000000000000000000000007',
      dstaddr: '20010db8000000000000000000000009',
      tos: 0xb8,
    });
  });

  const framed: readonly (readonly [string, Buffer, number, Record<string, unknown>])[] = [
    ['one VLAN tag', ethernet('8100e00a0800', IPV4_TCP), 1, { ...TCP_FIELDS, src_vlan: 10 }],
    [
      'two VLAN tags, of which the outer counts',
      ethernet('88a800648100000a86dd', IPV6_UDP),
      1,
      { ...UDP_FIELDS, src_vlan: 100 },
    ],
    [
      'a tag for the priority only, and one with a VLAN',
      ethernet('8100e0008100000a0800', IPV4_TCP),
      1,
      { ...TCP_FIELDS, src_vlan: 10 },
    ],
    [
      'MPLS with two labels, of which the outer counts',
      ethernet('88470001104000020140', IPV4_TCP),
      1,
      { ...TCP_FIELDS, mpls_label: 17 },
    ],
    ['MPLS above IPv6', ethernet('884800011140', IPV6_UDP), 1, { ...UDP_FIELDS, mpls_label: 17 }],
    [
      'a pseudowire with its control word',
      ethernet('88470001114000000000', ethernet('0800', IPV4_TCP)),
      1,
      { ...TCP_FIELDS, mpls_label: 17 },
    ],
    ['PPPoE', ethernet('8864110000010000' + '0021', IPV4_TCP), 1, TCP_FIELDS],
    ['PPPoE with IPv6', ethernet('8864110000010000' + '0057', IPV6_UDP), 1, UDP_FIELDS],
    ['IEEE 802.3 with SNAP', ethernet('0040aaaa030000000800', IPV4_TCP), 1, TCP_FIELDS],
    ['PPP', Buffer.concat([Buffer.from('ff030021', 'hex'), IPV4_TCP]), 7, TCP_FIELDS],
    ['PPP without address and control', Buffer.concat([Buffer.from('0057', 'hex'), IPV6_UDP]), 7, UDP_FIELDS],
    ['Cisco HDLC', Buffer.concat([Buffer.from('0f000800', 'hex'), IPV4_TCP]), 14, TCP_FIELDS],
    ['IPv4 with nothing before it', IPV4_TCP, 11, TCP_FIELDS],
    ['IPv6 with nothing before it', IPV6_UDP, 12, UDP_FIELDS],
    [
      'MPLS with nothing before it',
      Buffer.concat([Buffer.from('00011140', 'hex'), IPV4_TCP]),
      13,
      { ...TCP_FIELDS, mpls_label: 17 },
    ],
  ];
  for (const [name, header, protocol, expected] of framed)
    it(`finds IP behind ${name}`, () => {
      assert.deepEqual(fields(packet(header, protocol), ...Object.keys(expected)), expected);
    });

  it('finds no IP in other frames, and reads their addresses and VLAN all the same', () => {
    for (const rest of ['0806', '8100000a0806', '0026424203', '88cc'])
      assert.equal(packet(ethernet(rest, Buffer.alloc(40)))['family'], 0, rest);
    const arp = packet(ethernet('8100000a0806', Buffer.alloc(28)));
    assert.deepEqual(fields(arp, 'src_mac', 'src_vlan'), { src_mac: 0x020304050607, src_vlan: 10 });
  });

  it('gives up where tags have no end', () => {
    assert.equal(packet(ethernet('8100000a'.repeat(40) + '0800', IPV4_TCP))['family'], 0);
  });

  it('finds nothing in what is cut off, whatever the octet', () => {
    const whole = ethernet('88470001114000000000', ethernet('8100000a0800', IPV4_TCP));
    for (let length = 0; length < whole.length - 20; length++) {
      const flow = packet(whole.subarray(0, length));
      assert.equal(flow['family'], length >= whole.length - 20 ? 4 : 0, `${length} octets`);
    }
  });
});

describe('the IP header of a sampled packet', () => {
  it('has its ports behind options', () => {
    const flow = packet(ipv4Packet(udp(), { protocol: 17, options: Buffer.alloc(8, 1) }), 11);
    assert.deepEqual(fields(flow, 'prot', 'srcport', 'dstport', 'doctets'), {
      prot: 17,
      srcport: 5353,
      dstport: 53,
      doctets: 36,
    });
  });

  it('has no ports in fragments but the first', () => {
    assert.deepEqual(fields(packet(ipv4Packet(tcp(), { fragment: 0x2000 }), 11), 'srcport'), { srcport: 40_000 });
    assert.deepEqual(fields(packet(ipv4Packet(tcp(), { fragment: 0x2010 }), 11), 'srcport', 'tcp_flags', 'prot'), {
      srcport: 0,
      tcp_flags: 0,
      prot: 6,
    });
  });

  it('gives octets by the length of the frame where it has none itself', () => {
    const segment = packet(ethernet('0800', ipv4Packet(tcp(), { length: 0 })), 1, 3018);
    assert.equal(segment['doctets'], 3000);
    const jumbogram = packet(ethernet('86dd', ipv6Packet(6, tcp(), 0)), 1, 70_018);
    assert.equal(jumbogram['doctets'], 70_000);
  });

  it('has type and code of ICMP in the destination port too', () => {
    const ping = packet(ipv4Packet(Buffer.from('0800000000010001', 'hex'), { protocol: 1 }), 11);
    assert.deepEqual(fields(ping, 'icmp_type', 'icmp_code', 'dstport', 'srcport'), {
      icmp_type: 8,
      icmp_code: 0,
      dstport: 2048,
      srcport: 0,
    });
    const unreachable = packet(ipv6Packet(58, Buffer.from('0103000000000000', 'hex')), 12);
    assert.deepEqual(fields(unreachable, 'icmp_type', 'icmp_code', 'dstport'), {
      icmp_type: 1,
      icmp_code: 3,
      dstport: 259,
    });
  });

  const extension = (next: number, units: number) => {
    const octets = Buffer.alloc(8 * (units + 1));
    octets[0] = next;
    octets[1] = units;
    return octets;
  };
  const fragment = (next: number, offset: number) => {
    const octets = Buffer.alloc(8);
    octets[0] = next;
    octets.writeUInt16BE(offset * 8, 2);
    return octets;
  };

  it('is followed by extension headers in IPv6', () => {
    const authentication = Buffer.alloc(24);
    authentication.set([17, 4]);
    const chain = Buffer.concat([
      extension(60, 0),
      extension(43, 1),
      extension(44, 2),
      fragment(51, 0),
      authentication,
    ]);
    const flow = packet(ipv6Packet(0, Buffer.concat([chain, udp()])), 12);
    assert.deepEqual(fields(flow, 'prot', 'srcport', 'dstport'), { prot: 17, srcport: 5353, dstport: 53 });
  });

  it('has the protocol but no ports in a later fragment of IPv6', () => {
    const flow = packet(ipv6Packet(44, Buffer.concat([fragment(17, 185), udp()])), 12);
    assert.deepEqual(fields(flow, 'prot', 'srcport', 'dstport'), { prot: 17, srcport: 0, dstport: 0 });
  });

  it('does not go on behind what was sampled', () => {
    assert.deepEqual(fields(packet(ipv4Packet(Buffer.alloc(0), { length: 1500 }), 11), 'prot', 'srcport', 'doctets'), {
      prot: 6,
      srcport: 0,
      doctets: 1500,
    });
    const cut = packet(ipv6Packet(0, extension(6, 200).subarray(0, 16), 1400), 12);
    assert.deepEqual(fields(cut, 'family', 'srcport', 'doctets'), { family: 6, srcport: 0, doctets: 1440 });
  });

  it('is refused with a version or length that cannot be', () => {
    for (const first of [0x00, 0x14, 0x41, 0x44, 0x55, 0xf5]) {
      const wrong = Buffer.from(IPV4_TCP);
      wrong[0] = first;
      assert.equal(packet(wrong, 11)['family'], 0, first.toString(16));
    }
  });
});
