import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isWholeList, packPairs, readPairs } from '../../lib/flow/pairs.js';
import { anyPairs } from './any-pairs.js';

describe('pairs of a flow', () => {
  it('are read as they were packed', () => {
    fc.assert(
      fc.property(anyPairs, (pairs) => {
        const list = packPairs(pairs);
        assert.deepEqual([...readPairs(list)], pairs);
        assert.equal(isWholeList(list), pairs.length > 0);
      }),
    );
  });

  it('stand in the list octet by octet as docs/format.md has it', () => {
    const list = packPairs([
      { owner: 0, id: 25, value: Uint8Array.of(0, 64) },
      { owner: 'v9', id: 40_001, value: Uint8Array.of(1) },
      { owner: 6871, id: 14, value: Uint8Array.of(2, 3, 4) },
    ]);
    assert.equal(
      Buffer.from(list).toString('hex'),
      '00190002' + '0040' + '9c414001' + '01' + '000e8003' + '00001ad7' + '020304',
    );
  });

  it('end where a list is damaged, whatever the octets are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (list) => {
        const pairs = [...readPairs(list)];
        const packed = packPairs(pairs);
        assert.deepEqual(packed, list.subarray(0, packed.length));
        assert.equal(isWholeList(list), list.length > 0 && packed.length === list.length);
      }),
      { numRuns: 500 },
    );
  });
});
