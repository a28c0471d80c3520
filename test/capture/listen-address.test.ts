import assert from 'node:assert/strict';
import { parseListenAddress } from '../../lib/capture/listen-address.js';

describe('the address argument', () => {
  const accepted: [text: string, local: number, remote: number, port: number][] = [
    ['0/0/9800', 0, 0, 9800],
    ['', 0, 0, 9991],
    ['/', 0, 0, 9991],
    ['0/0/0', 0, 0, 9991],
    ['127.0.0.1/192.0.2.7/2055', 0x7f000001, 0xc0000207, 2055],
    ['10', 0x0a000000, 0, 9991],
    ['10.1/172.16.5', 0x0a010000, 0xac100500, 9991],
    ['localhost//5', 0x7f000001, 0, 5],
    ['0/0/9800/32', 0, 0, 9800],
  ];
  for (const [text, local, remote, port] of accepted)
    it(`understands "${text}"`, async () => {
      assert.deepEqual(await parseListenAddress(text), { local, remote, port });
    });

  const refused: [text: string, message: RegExp][] = [
    ['0/0/65536', /port "65536" must be a number from 0 to 65535/],
    ['0/0/x', /port "x"/],
    ['0/0/1/256', /ttl "256"/],
    ['256.1.1.1', /local address "256.1.1.1"/],
    ['1.2.3.4.5', /local address/],
    ['0/no-such-host.invalid/1', /remote address "no-such-host.invalid" has no IPv4 address/],
    ['0/0/1/2/3', /too many parts/],
    ['0/224.0.1.1/9991', /multicast is not supported yet/],
  ];
  for (const [text, message] of refused)
    it(`refuses "${text}"`, () => assert.rejects(parseListenAddress(text), { status: 1, message }));
});
