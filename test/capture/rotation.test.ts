import assert from 'node:assert/strict';
import fc from 'fast-check';
import { nextBoundary } from '../../lib/capture/rotation.js';

/** Runs in a zone with summer time, whatever the machine's. */
function inRome(test: () => void): () => void {
  return () => {
    const before = process.env['TZ'];
    process.env['TZ'] = 'Europe/Rome';
    try {
      test();
    } finally {
      if (before === undefined) delete process.env['TZ'];
      else process.env['TZ'] = before;
    }
  };
}

const at = (text: string) => new Date(text).getTime();

/** All boundaries after `start` and up to `end`, as local times. */
function boundaries(start: string, end: string, rotations: number): string[] {
  const found: string[] = [];
  for (let now = at(start); (now = nextBoundary(now, rotations)) <= at(end);)
    found.push(new Date(now).toTimeString().slice(0, 14));
  return found;
}

describe('rotation', () => {
  const cases: [start: string, rotations: number, next: string][] = [
    ['2025-03-10T10:07:00', 95, '2025-03-10T10:15:00'],
    ['2025-03-10T10:15:00', 95, '2025-03-10T10:30:00'],
    ['2025-03-10T10:14:59.999', 95, '2025-03-10T10:15:00'],
    ['2025-03-10T23:59:59', 95, '2025-03-11T00:00:00'],
    ['2025-03-10T10:07:01', 1439, '2025-03-10T10:08:00'],
    ['2025-03-10T10:07:00', 0, '2025-03-11T00:00:00'],
    ['2025-03-10T00:00:00', 1, '2025-03-10T12:00:00'],
    ['2025-03-10T10:07:00', 287, '2025-03-10T10:10:00'],
  ];
  for (const [start, rotations, next] of cases)
    it(
      `-n ${rotations} after ${start} is ${next}`,
      inRome(() => {
        assert.equal(nextBoundary(at(start), rotations), at(next));
      }),
    );

  it(
    'takes fractions of seconds: seven files a day',
    inRome(() => {
      assert.equal(nextBoundary(at('2025-03-10T00:00:00'), 6), Math.ceil(at('2025-03-10T00:00:00') + 86400000 / 7));
    }),
  );

  it(
    'makes one file of a day of 23 or 25 hours with -n 0',
    inRome(() => {
      assert.equal(nextBoundary(at('2025-03-30T00:00:00'), 0), at('2025-03-31T00:00:00'));
      assert.equal(nextBoundary(at('2025-10-26T00:00:00'), 0), at('2025-10-27T00:00:00'));
    }),
  );

  it(
    'goes on in equal steps through the hour that comes twice, and has every midnight',
    inRome(() => {
      assert.deepEqual(boundaries('2025-10-26T01:00:00', '2025-10-26T03:00:00', 47), [
        '01:30:00 GMT+0',
        '02:00:00 GMT+0',
        '02:30:00 GMT+0',
        '02:00:00 GMT+0',
        '02:30:00 GMT+0',
        '03:00:00 GMT+0',
      ]);
      assert.deepEqual(boundaries('2025-10-26T22:59:00', '2025-10-27T00:00:00', 23), [
        '23:00:00 GMT+0',
        '00:00:00 GMT+0',
      ]);
    }),
  );

  it('always gives a later time, at most one and a half intervals ahead', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4e12 }), fc.nat(1439), (now, rotations) => {
        const ahead = nextBoundary(now, rotations) - now;
        assert.ok(ahead > 0 && ahead <= (1.5 * 86_400_000) / (rotations + 1) + 1, String(ahead));
      }),
      { numRuns: 2000 },
    );
  });
});
