import assert from 'node:assert/strict';
import { fixed } from '../../lib/command/fixed.js';

describe('numbers with fixed decimals', () => {
  it('round an exact tie to the even digit, as C does', () => {
    assert.equal(fixed(155502.28125, 4), '155502.2812');
    assert.equal(fixed(0.0625, 3), '0.062');
    assert.equal(fixed(0.1875, 3), '0.188');
    assert.equal(fixed(2.5, 0), '2');
    assert.equal(fixed(-2.5, 0), '-2');
  });

  it('round all else to the nearest', () => {
    assert.equal(fixed(0.0005, 3), '0.001'); // the double is a little above
    assert.equal(fixed(1.005, 2), '1.00'); // a little below
    assert.equal(fixed(1 / 3, 6), '0.333333');
  });

  it('have the texts of C where there is no number', () => {
    assert.equal(fixed(0 / 0, 3), '-nan');
    assert.equal(fixed(1 / 0, 3), 'inf');
    assert.equal(fixed(-1 / 0, 3), '-inf');
  });
});
