import assert from 'node:assert/strict';
import { localAddress, routes, type Route } from '../../lib/capture/local-address.js';

describe('the local address', () => {
  const table: Route[] = [
    { network: 0x0a000000, length: 8, local: 0x0a000001 },
    { network: 0x0a010000, length: 16, local: 0x0a010001 },
    { network: 0, length: 0, local: 0xc0000201 },
    { network: 0n, length: 0, local: 1n },
    { network: 0x20010db8n << 96n, length: 32, local: 2n },
  ];
  it('is that of the longest prefix', () => {
    assert.equal(localAddress(0x0a010203, table), 0x0a010001);
    assert.equal(localAddress(0x0a020203, table), 0x0a000001);
    assert.equal(localAddress(0xcb007107, table), 0xc0000201);
    assert.equal(localAddress((0x20010db8n << 96n) | 7n, table), 2n);
    assert.equal(localAddress(7n, table), 1n);
  });

  it('is 0 where no route leads', () => {
    assert.equal(localAddress(1, []), 0);
    assert.equal(localAddress(1n, [{ network: 0, length: 0, local: 7 }]), 0);
  });

  it('is the loopback address for an exporter on this host', () => {
    assert.equal(localAddress(0x7f000001, routes()), 0x7f000001);
  });
});
