import assert from 'node:assert/strict';
import { benchFlows, benchSizes, measuredEnvironment, median, sizeText } from '../../bench/harness.js';

describe('bench harness', () => {
  it('takes the middle of an odd number of values, the mean of the two middle ones of an even number', () => {
    assert.equal(median([3, 1, 2]), 2);
    assert.equal(median([4, 1, 3, 2]), 2.5);
    assert.throws(() => median([]), RangeError);
  });

  it('writes sizes for people', () => {
    assert.deepEqual([5_000_000, 1_500_000, 30_000, 900].map(sizeText), [
      '5 M flows',
      '1.5 M flows',
      '30 k flows',
      '900 flows',
    ]);
  });

  it('lets BENCH_FLOWS limit the size, and refuses what is no number', () => {
    const { BENCH_FLOWS } = process.env;
    try {
      delete process.env['BENCH_FLOWS'];
      assert.equal(benchFlows(7), 7);
      assert.deepEqual(benchSizes([5, 50, 500], 50), [5, 50]);
      process.env['BENCH_FLOWS'] = '1000';
      assert.equal(benchFlows(7), 7);
      assert.equal(benchFlows(7000), 1000);
      assert.deepEqual(benchSizes([5, 50, 500], 50), [5, 50, 500]);
      assert.deepEqual(benchSizes([5000], 5000), [1000]);
      process.env['BENCH_FLOWS'] = 'many';
      assert.throws(() => benchFlows(7), /BENCH_FLOWS must be a number of flows, not "many"/);
    } finally {
      if (BENCH_FLOWS === undefined) delete process.env['BENCH_FLOWS'];
      else process.env['BENCH_FLOWS'] = BENCH_FLOWS;
    }
  });

  it('starts what it measures without more authorities, whose certificates Node would read each time', () => {
    const { NODE_EXTRA_CA_CERTS: before, PATH } = process.env;
    try {
      process.env['NODE_EXTRA_CA_CERTS'] = '/nonexistent/authority.pem';
      const env = measuredEnvironment({ env: { TZ: 'UTC' } });
      assert.ok(!('NODE_EXTRA_CA_CERTS' in env));
      assert.deepEqual([env['TZ'], env['PATH']], ['UTC', PATH]);
    } finally {
      if (before === undefined) delete process.env['NODE_EXTRA_CA_CERTS'];
      else process.env['NODE_EXTRA_CA_CERTS'] = before;
    }
  });
});
