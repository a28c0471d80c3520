import assert from 'node:assert/strict';
import type { AddressNumber } from '../../lib/flow/address-number.js';
import { endpointsOperand, listening, parseEndpoints } from '../../lib/capture/endpoints.js';

describe('the address argument', () => {
  const accepted: [text: string, local: AddressNumber, remote: AddressNumber, port: number][] = [
    ['0/0/9800', 0, 0, 9800],
    ['', 0, 0, 9991],
    ['/', 0, 0, 9991],
    ['0/0/0', 0, 0, 9991],
    ['127.0.0.1/192.0.2.7/2055', 0x7f000001, 0xc0000207, 2055],
    ['10', 0x0a000000, 0, 9991],
    ['10.1/172.16.5', 0x0a010000, 0xac100500, 9991],
    ['localhost//5', 0x7f000001, 0, 5],
    ['2001:db8::1/2001:db8::2/2055', (0x20010db8n << 96n) | 1n, (0x20010db8n << 96n) | 2n, 2055],
    ['[::1]/[fe80::7]/5', 1n, (0xfe80n << 112n) | 7n, 5],
    ['::/0/5', 0n, 0, 5],
    ['0/2001:DB8::/5', 0, 0x20010db8n << 96n, 5],
    ['0/::ffff:192.0.2.7/5', 0, 0xc0000207, 5],
  ];
  for (const [text, local, remote, port] of accepted)
    it(`understands "${text}"`, async () => {
      assert.deepEqual(await parseEndpoints(text), { local, remote, port });
    });

  it('has a ttl, if one is given', async () => {
    assert.equal((await parseEndpoints('0/0/9800/32')).ttl, 32);
    assert.equal((await parseEndpoints('0/0/9800/0')).ttl, undefined);
  });

  it('is one', async () => {
    await assert.rejects(endpointsOperand([]), /Specify localip\/remoteip\/port\./);
    await assert.rejects(endpointsOperand(['0', '1']), /Extra arguments starting with 1\./);
    assert.equal((await endpointsOperand(['0//7'])).port, 7);
  });

  it('says where to bind and whom to believe; a multicast group turns it round', async () => {
    assert.deepEqual(listening(await parseEndpoints('10.0.0.1/192.0.2.7/5')), {
      bind: 0x0a000001,
      accept: 0xc0000207,
      port: 5,
    });
    assert.deepEqual(listening(await parseEndpoints('192.0.2.7/224.0.1.1/5')), {
      bind: 0xe0000101,
      group: 0xe0000101,
      accept: 0xc0000207,
      port: 5,
    });
    assert.equal(listening(await parseEndpoints('0/223.255.255.255')).group, undefined);
  });

  it('says the same of IPv6, where :: is no exporter but any', async () => {
    const group = (0xff05n << 112n) | 0x57n;
    const listen = listening(await parseEndpoints('2001:db8::7/ff05::57/5'));
    assert.deepEqual(listen, { bind: group, group, accept: (0x20010db8n << 96n) | 7n, port: 5 });
    assert.deepEqual(listening(await parseEndpoints('::1/::/5')), { bind: 1n, accept: 0, port: 5 });
  });

  const refused: [text: string, message: RegExp][] = [
    ['0/0/65536', /port "65536" must be a number from 0 to 65535/],
    ['0/0/x', /port "x"/],
    ['0/0/1/256', /ttl "256"/],
    ['256.1.1.1', /local address "256.1.1.1"/],
    ['1.2.3.4.5', /local address/],
    ['0/no-such-host.invalid/1', /remote address "no-such-host.invalid" has no address/],
    ['::1/127.0.0.1/1', /"::1" and "127.0.0.1" must both be IPv4 or both IPv6/],
    ['2001:db8:::1', /local address "2001:db8:::1" must be an IPv6 address/],
    ['[127.0.0.1]', /local address "\[127.0.0.1\]" must be an IPv4 or IPv6 address/],
    ['fe80::1%eth0', /"fe80::1%eth0": an address with a zone holds for one link only/],
    ['0/0/1/2/3', /too many parts/],
  ];
  for (const [text, message] of refused)
    it(`refuses "${text}"`, () => assert.rejects(parseEndpoints(text), { status: 1, message }));
});
