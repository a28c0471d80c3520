import assert from 'node:assert/strict';
import fc from 'fast-check';
import { udpFragments, udpPacket, type UdpDatagram } from '../../lib/capture/udp-packet.js';

/** One's complement sum of the words, which is 0xffff where a checksum among them is right. */
function sum(octets: Buffer): number {
  let total = 0n;
  for (const [at, octet] of octets.entries()) total += BigInt(octet) << (at % 2 === 0 ? 8n : 0n);
  return Number(total === 0n ? 0n : ((total - 1n) % 0xffffn) + 1n);
}

/** The octets that the UDP checksum covers, with those of the pseudo-header. */
function checked(source: Buffer, segment: Buffer): Buffer {
  const end = Buffer.from([0, 17, segment.length >> 8, segment.length & 0xff]);
  return Buffer.concat([source, end, segment]);
}

const port = fc.integer({ min: 1, max: 65535 });
const common = {
  fromPort: port,
  toPort: port,
  ttl: fc.integer({ min: 1, max: 255 }),
  payload: fc.uint8Array({ minLength: 0, maxLength: 3000 }),
};
const ipv4 = fc.integer({ min: 1, max: 0xffffffff });
const ipv6 = fc.bigInt({ min: 1n, max: 2n ** 128n - 1n });
const datagrams4: fc.Arbitrary<UdpDatagram> = fc.record({ ...common, from: ipv4, to: ipv4 });
const datagrams6: fc.Arbitrary<UdpDatagram> = fc.record({ ...common, from: ipv6, to: ipv6 });

describe('UDP packets', () => {
  it('have the checksums of both headers, over IPv4', () => {
    fc.assert(
      fc.property(datagrams4, (datagram) => {
        const packet = udpPacket(datagram);
        assert.equal(packet.readUInt16BE(2), packet.length);
        assert.equal(packet.readUInt32BE(12), datagram.from);
        assert.equal(packet.readUInt32BE(16), datagram.to);
        assert.equal(packet[8], datagram.ttl);
        assert.equal(sum(packet.subarray(0, 20)), 0xffff);
        const segment = packet.subarray(20);
        assert.equal(segment.readUInt16BE(0), datagram.fromPort);
        assert.equal(segment.readUInt16BE(2), datagram.toPort);
        assert.notEqual(segment.readUInt16BE(6), 0);
        assert.equal(sum(checked(packet.subarray(12, 20), segment)), 0xffff);
        assert.deepEqual(new Uint8Array(segment.subarray(8)), datagram.payload);
      }),
    );
  });

  it('have the checksum over IPv6', () => {
    fc.assert(
      fc.property(datagrams6, (datagram) => {
        const packet = udpPacket(datagram);
        assert.equal(packet.readUInt16BE(4), packet.length - 40);
        assert.equal(BigInt(`0x${packet.subarray(8, 24).toString('hex')}`), datagram.from);
        assert.equal(packet[7], datagram.ttl);
        const segment = packet.subarray(40);
        assert.equal(sum(checked(packet.subarray(8, 40), segment)), 0xffff);
        assert.deepEqual(new Uint8Array(segment.subarray(8)), datagram.payload);
      }),
    );
  });

  it('may be in fragments, which are small enough and make the whole again', () => {
    const most = fc.integer({ min: 576, max: 1500 });
    fc.assert(
      fc.property(fc.oneof(datagrams4, datagrams6), most, (datagram, largest) => {
        const header = typeof datagram.to === 'number' ? 20 : 48;
        const fragments = udpFragments(datagram, largest, 0x12345678);
        let next = 0;
        for (const [at, fragment] of fragments.entries()) {
          assert.ok(fragment.length <= largest);
          const isLast = at === fragments.length - 1;
          if (header === 20) {
            assert.equal(sum(fragment.subarray(0, 20)), 0xffff);
            assert.equal(fragment.readUInt16BE(4), 0x5678);
            assert.equal(fragment.readUInt16BE(6), (next >> 3) + (isLast ? 0 : 0x2000));
          } else if (fragments.length > 1) {
            assert.deepEqual([fragment[6], fragment[40]], [44, 17]);
            assert.equal(fragment.readUInt16BE(42), next + (isLast ? 0 : 1));
            assert.equal(fragment.readUInt32BE(44), 0x12345678);
          }
          next += fragment.length - header;
        }
        if (fragments.length === 1) {
          assert.deepEqual(fragments[0]?.subarray(20), udpPacket(datagram).subarray(20));
          return;
        }
        const parts = Buffer.concat(fragments.map((fragment) => fragment.subarray(header)));
        assert.deepEqual(parts, udpPacket(datagram).subarray(header === 20 ? 20 : 40));
      }),
    );
  });
});
