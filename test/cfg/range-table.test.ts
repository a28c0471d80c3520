import assert from 'node:assert/strict';
import fc from 'fast-check';
import { NOTHING, RangeTable } from '../../lib/cfg/range-table.js';

describe('cfg/range-table', () => {
  it('has nothing for any number if it has no entry', () => {
    for (const number of [0, 1, 0xffffffff]) assert.equal(new RangeTable([]).get(number), NOTHING);
  });

  it('lets the last entry that holds a number count', () => {
    const end = fc.oneof(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0xffffffe0, max: 0xffffffff }));
    const entry = fc
      .tuple(end, end, fc.integer({ min: 0, max: 9 }))
      .map(([one, other, value]) => ({ lo: Math.min(one, other), hi: Math.max(one, other), value }));
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 12 }), fc.array(end), (entries, numbers) => {
        const table = new RangeTable(entries);
        for (const number of numbers) {
          const expected = entries.findLast(({ lo, hi }) => lo <= number && number <= hi)?.value ?? NOTHING;
          assert.equal(table.get(number), expected);
        }
      }),
    );
  });
});
