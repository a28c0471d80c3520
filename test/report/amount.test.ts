import assert from 'node:assert/strict';
import fc from 'fast-check';
import { average, meanRate, scale, sharePercent, subtract } from '../../lib/report/amount.js';

describe('amounts', () => {
  it('stay exact beyond 2⁵³ when they are scaled by whole factors and subtracted', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 1n << 90n), fc.integer({ min: 1, max: 100_000 }), (amount, factor) => {
        assert.equal(BigInt(scale(amount, factor)), amount * BigInt(factor));
        assert.equal(BigInt(subtract(scale(amount, factor), amount)), amount * BigInt(factor - 1));
      }),
    );
    assert.equal(scale(Number.MAX_SAFE_INTEGER, 3), 27021597764222973n);
  });

  it('become numbers again where numbers are exact', () => {
    assert.equal(subtract(1n << 60n, (1n << 60n) - 5n), 5);
    assert.equal(scale(5, 2.5), 12.5);
    assert.equal(subtract(1.5, 1n), 0.5);
  });

  it('are averaged and rated rounded down, and have no average over nothing', () => {
    assert.equal(average(1999, 1000), 1);
    assert.equal(average(5, 0), null);
    assert.equal(meanRate(1_000_000, 3600), 2222);
    assert.equal(sharePercent(1, 4), 25);
    assert.equal(sharePercent(0, 0), null);
  });
});
