import assert from 'node:assert/strict';
import fc from 'fast-check';
import { statistics } from '../../lib/graph/statistics.js';

const of = (...values: number[]) => Float64Array.from(values);

describe('the statistics of a graph', () => {
  it('are over all values: the 95th percentile is element ⌊0.95·n⌋ of the rising ones', () => {
    const values = of(...Array.from({ length: 20 }, (_, index) => 20 - index));
    assert.deepEqual(statistics(values, 'All'), { max: 20, pct95: 20, avg: 10.5, min: 1, count: 20 });
    const more = of(...Array.from({ length: 40 }, (_, index) => index));
    assert.deepEqual(statistics(more, 'All'), { max: 39, pct95: 38, avg: 19.5, min: 0, count: 40 });
  });

  it('are over those above zero, of n values m: the 95th percentile is element n − (m − ⌊0.95·m⌋)', () => {
    const above = Array.from({ length: 10 }, (_, index) => (index + 1) * 10);
    const values = of(0, ...above, 0, 0, 0);
    // n = 14, m = 10: element 14 − (10 − 9) = 13, the last
    assert.deepEqual(statistics(values, 'Nonzeroes'), { max: 100, pct95: 100, avg: 55, min: 10, count: 10 });
    const many = of(...Array<number>(60).fill(0), ...Array.from({ length: 40 }, (_, index) => index + 1));
    assert.equal(statistics(many, 'Nonzeroes')?.pct95, 39);
    assert.equal(statistics(many, 'All')?.pct95, 36);
  });

  it('of one value are that value, of none above zero there are none', () => {
    assert.deepEqual(statistics(of(7.5), 'Nonzeroes'), { max: 7.5, pct95: 7.5, avg: 7.5, min: 7.5, count: 1 });
    assert.equal(statistics(of(0, 0), 'Nonzeroes'), undefined);
    assert.deepEqual(statistics(of(0, 0), 'All'), { max: 0, pct95: 0, avg: 0, min: 0, count: 2 });
    assert.equal(statistics(of(), 'All'), undefined);
  });

  it('lie in order, whatever the values', () => {
    const value = fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1e15, noNaN: true }));
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 1, maxLength: 200 }),
        fc.constantFrom('All', 'Nonzeroes'),
        (drawn, from) => {
          const found = statistics(Float64Array.from(drawn), from);
          if (!found) return drawn.every((each) => each === 0);
          const { max, pct95, avg, min } = found;
          const n = drawn.length;
          const rising = drawn.toSorted((a, b) => a - b);
          const m = from === 'All' ? n : drawn.filter((each) => each > 0).length;
          return (
            min <= pct95 &&
            pct95 <= max &&
            min <= avg * (1 + 1e-9) &&
            avg <= max * (1 + 1e-9) &&
            pct95 === rising[n - (m - Math.floor(0.95 * m))]
          );
        },
      ),
    );
  });
});
