import assert from 'node:assert/strict';
import { DISTRIBUTIONS, distributionClasses } from '../../lib/report/distribution.js';

describe('the distributions of the Summary', () => {
  for (const distribution of DISTRIBUTIONS) {
    it(`${distribution.key}: classes follow each other without gap, from 0`, () => {
      const classes = distributionClasses(distribution);
      let next = 0;
      for (const { range } of classes) {
        assert.equal(range.lo, next);
        assert.ok(range.hi >= range.lo);
        next = range.hi + 1;
      }
      assert.equal(classes.at(-1)?.label.startsWith('>'), distribution.beyond === 'a class');
      assert.equal(new Set(classes.map(({ as }) => as)).size, classes.length);
    });
  }
});
