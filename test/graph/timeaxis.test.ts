import assert from 'node:assert/strict';
import { daysBefore } from '../../lib/graph/daysbefore.js';
import { clockChanges, timeMarks } from '../../lib/graph/timeaxis.js';

describe('the time axis', () => {
  let before: string | undefined;
  beforeEach(() => {
    before = process.env['TZ'];
    process.env['TZ'] = 'Europe/Berlin';
  });
  afterEach(() => {
    if (before === undefined) delete process.env['TZ'];
    else process.env['TZ'] = before;
  });

  it('has marks at even local times, and says when clocks go back', () => {
    // the night of 2025-10-26: 02:00 to 03:00 occurs twice
    const [start, end] = [Date.UTC(2025, 9, 25, 22), Date.UTC(2025, 9, 26, 4)];
    const marks = timeMarks(start, end, 8, 'YMD');
    assert.deepEqual(
      marks.map(({ label }) => label),
      ['00:00', '01:00', '02:00', '02:00', '03:00', '04:00', '05:00'],
    );
    assert.deepEqual(
      marks.map(({ below }) => below),
      ['2025-10-26', '', '', 'UTC+01:00', '', '', ''],
    );
    assert.deepEqual(clockChanges(start, end), [Date.UTC(2025, 9, 26, 1)]);
  });

  it('has no mark in the hour that is skipped', () => {
    const marks = timeMarks(Date.UTC(2025, 2, 29, 23), Date.UTC(2025, 2, 30, 3), 8, 'YMD');
    const hours = marks.map(({ label }) => label).filter((label) => label.endsWith(':00'));
    assert.deepEqual(hours, ['00:00', '01:00', '03:00', '04:00', '05:00']);
  });

  it('has no more marks than there is room for, from seconds to a year', () => {
    const start = Date.UTC(2025, 0, 1);
    for (const seconds of [9, 60, 3600, 86_400, 604_800, 31_536_000])
      for (const most of [2, 6, 20]) {
        const marks = timeMarks(start, start + seconds * 1000, most, 'YMD');
        assert.ok(marks.length <= most && marks.length > 0, `${seconds} s, ${most}: ${marks.length}`);
      }
  });

  it('compares with the same time of day, also across a change of clocks', () => {
    const window = { start: Date.UTC(2025, 9, 26, 8), end: Date.UTC(2025, 9, 26, 9) }; // 09:00 in winter
    assert.deepEqual(daysBefore(window, 1), { start: Date.UTC(2025, 9, 25, 7), end: Date.UTC(2025, 9, 25, 8) });
    assert.deepEqual(daysBefore(window, 7), { start: Date.UTC(2025, 9, 19, 7), end: Date.UTC(2025, 9, 19, 8) });
  });
});
