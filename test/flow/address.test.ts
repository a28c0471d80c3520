import assert from 'node:assert/strict';
import fc from 'fast-check';
import { formatIpv4, formatIpv6, parseIpv4, parseIpv6 } from '../../lib/flow/address.js';

describe('addresses', () => {
  it('of IPv4 are read as they are written', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), (value) => {
        assert.equal(parseIpv4(formatIpv4(value)), value);
      }),
    );
  });

  it('of IPv4 are full dotted quads in decimal', () => {
    const wrong = [
      '',
      '.',
      '1',
      '1.2.3',
      '1.2.3.',
      '.1.2.3',
      '1..2.3',
      '1.2.3.4.5',
      '1.2.3.256',
      '01.2.3.4',
      '1.2.3.00',
    ];
    for (const text of [...wrong, '1.2.3.x', ' 1.2.3.4', '1.2.3.4 ', '1.2.3.-4', '1.2.3.0x4'])
      assert.equal(parseIpv4(text), undefined, text);
    assert.equal(parseIpv4('0.0.0.0'), 0);
    assert.equal(parseIpv4('255.255.255.255'), 2 ** 32 - 1);
    assert.equal(parseIpv4('10.0.20.100'), 0x0a001464);
  });

  it('of IPv6 are read as they are written', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 128n - 1n }), (value) => {
        assert.equal(parseIpv6(formatIpv6(value)), value);
      }),
    );
  });
});
