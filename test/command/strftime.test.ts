import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { strftime } from '../../lib/command/strftime.js';

describe('strftime', () => {
  it('says what date(1) says, in any zone and season', () => {
    const format = '%Y-%m-%d %e %H:%M:%S %I %p %j %u %w %U %W %y %C %a %A %b %B %z %s %D %F %R %T %%';
    const time = fc.integer({ min: 0, max: 4_000_000_000 });
    fc.assert(
      fc.property(time, (seconds) => {
        const expected = execFileSync('date', ['-d', `@${seconds}`, `+${format}`], {
          env: { ...process.env, LC_ALL: 'C' },
          encoding: 'utf8',
        });
        assert.equal(`${strftime(format, seconds * 1000)}\n`, expected);
      }),
      { numRuns: 30 },
    );
  });

  it('leaves unknown conversions and doubled signs as text', () => {
    assert.equal(strftime('%Q %%Y', 0), '%Q %Y');
  });
});
