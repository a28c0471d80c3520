import assert from 'node:assert/strict';
import { perSecond, timeLeft } from '../../lib/command/time-left.js';

describe('the time left', () => {
  it('is what the rest takes at the pace so far, in steps that grow with it', () => {
    assert.equal(timeLeft(12, 36, 4000), 'about 8 s left');
    assert.equal(timeLeft(1, 10, 5100), 'about 50 s left');
    assert.equal(timeLeft(1, 4, 59_000), 'about 3 min left');
    assert.equal(timeLeft(999, 1000, 1000), 'about 1 s left');
  });

  it('is not said where nothing is known, nothing is left, or the work has hardly begun', () => {
    assert.equal(timeLeft(0, 10, 5000), undefined);
    assert.equal(timeLeft(10, 10, 5000), undefined);
    assert.equal(timeLeft(1, 10, 100), undefined);
    assert.equal(perSecond(10, 100), undefined);
    assert.equal(perSecond(123_456, 1000), 120_000);
  });
});
