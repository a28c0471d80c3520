import assert from 'node:assert/strict';
import fc from 'fast-check';
import { formatAddress } from '../../lib/flow/address.js';
import {
  addressOf,
  formatAddressNumber,
  isUnspecified,
  parseAddressNumber,
  type AddressNumber,
} from '../../lib/flow/address-number.js';

describe('addresses as numbers', () => {
  const cases: [text: string, number: AddressNumber | undefined][] = [
    ['192.0.2.7', 0xc0000207],
    ['::1', 1n],
    ['::', 0n],
    ['::ffff:192.0.2.7', 0xc0000207],
    ['::ffff:c000:207', 0xc0000207],
    ['fe80::7%eth0', (0xfe80n << 112n) | 7n],
    ['localhost', undefined],
    ['1.2.3', undefined],
    [':::', undefined],
  ];
  for (const [text, number] of cases)
    it(`takes "${text}" for ${number === undefined ? 'none' : formatAddressNumber(number)}`, () => {
      assert.equal(parseAddressNumber(text), number);
    });

  it('are what their text says, in both families', () => {
    const both = fc.oneof(fc.nat(2 ** 32 - 1), fc.bigInt(0n, 2n ** 128n - 1n));
    fc.assert(
      fc.property(both, (number) => {
        const mapped = typeof number === 'bigint' && number >> 32n === 0xffffn;
        assert.equal(parseAddressNumber(formatAddressNumber(number)), mapped ? Number(number & 0xffffffffn) : number);
        assert.equal(formatAddress(addressOf(number)), formatAddressNumber(number));
      }),
    );
  });

  it('have one of each family that stands for all', () => {
    assert.deepEqual([0, 0n, 1, 1n].map(isUnspecified), [true, true, false, false]);
  });
});
