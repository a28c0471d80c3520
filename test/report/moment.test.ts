import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readMoment, writeMoment, type WindowEnd } from '../../lib/report/moment.js';
import type { DateFormat } from '../../lib/report/dateformat.js';
import { formatIso, formatOffset, zoneName } from '../../lib/report/zone.js';

const NOW = Date.UTC(2025, 5, 15, 12, 0, 0, 250);

/** Runs `body` with the process in a time zone; Node notices a change of TZ at once. */
function inZone<T>(zone: string, body: () => T): T {
  const before = process.env['TZ'];
  process.env['TZ'] = zone;
  try {
    return body();
  } finally {
    if (before === undefined) delete process.env['TZ'];
    else process.env['TZ'] = before;
  }
}

function read(date: string, time = '', end: WindowEnd = 'start', format: DateFormat = 'MDY') {
  return readMoment({ date, time }, end, { now: NOW, format });
}

function moment(...args: Parameters<typeof read>): string {
  const result = read(...args);
  assert.ok(result.ok, result.ok ? '' : result.message);
  return formatIso(result.moment);
}

describe('a date and a time box', () => {
  it('are read in the configured format, and in ISO whatever it is', () => {
    inZone('UTC', () => {
      assert.equal(moment('06/15/2025', '00:07:13'), '2025-06-15T00:07:13Z');
      assert.equal(moment('15/06/2025', '0:7:13', 'start', 'DMY'), '2025-06-15T00:07:13Z');
      assert.equal(moment('15.06.2025', '00:07', 'start', 'DMY2'), '2025-06-15T00:07:00Z');
      for (const format of ['MDY', 'DMY', 'DMY2', 'YMD'] as const) {
        assert.equal(moment('2025-06-15', '23:59:59', 'start', format), '2025-06-15T23:59:59Z');
      }
    });
  });

  it('mean the start or the end of the day when the time is empty', () => {
    inZone('UTC', () => {
      assert.equal(moment('06/15/2025'), '2025-06-15T00:00:00Z');
      assert.equal(moment('06/15/2025', '', 'end'), '2025-06-16T00:00:00Z');
      assert.equal(moment('12/31/2025', '24:00:00', 'end'), '2026-01-01T00:00:00Z');
    });
  });

  it('count back from now, in whole seconds', () => {
    inZone('UTC', () => {
      assert.equal(moment('now'), '2025-06-15T12:00:00Z');
      assert.equal(moment('-90m'), '2025-06-15T10:30:00Z');
      assert.equal(moment('', '-2h'), '2025-06-15T10:00:00Z');
      assert.equal(moment('-1d'), '2025-06-14T12:00:00Z');
      assert.equal(moment('yesterday', '08:00'), '2025-06-14T08:00:00Z');
      assert.equal(moment('today'), '2025-06-15T00:00:00Z');
      const result = read('-2h', '13:00:00');
      assert.ok(result.ok && /13:00:00 in the time box was not used/.test(result.notes[0] ?? ''));
    });
  });

  it('understand what people say of times', () => {
    inZone('UTC', () => {
      // NOW is a Sunday
      const both = (date: string): string[] =>
        [moment(date, '', 'start'), moment(date, '', 'end')].map((text) => text.slice(5, 16));
      assert.deepEqual(both('last 2 h'), ['06-15T10:00', '06-15T12:00']);
      assert.deepEqual(both('Last hour'), ['06-15T11:00', '06-15T12:00']);
      assert.deepEqual(both('past week'), ['06-08T12:00', '06-15T12:00']);
      assert.deepEqual(both('last 7 days'), ['06-08T12:00', '06-15T12:00']);
      assert.deepEqual(both('last week'), ['06-02T00:00', '06-09T00:00']);
      assert.deepEqual(both('this week'), ['06-09T00:00', '06-15T12:00']);
      assert.deepEqual(both('last month'), ['05-01T00:00', '06-01T00:00']);
      assert.deepEqual(both('this month'), ['06-01T00:00', '06-15T12:00']);
      assert.deepEqual(both('yesterday'), ['06-14T00:00', '06-15T00:00']);
      assert.deepEqual(both('monday'), ['06-09T00:00', '06-10T00:00']);
      assert.deepEqual(both('sunday'), ['06-15T00:00', '06-16T00:00']);
      assert.deepEqual(both('last sun'), ['06-08T00:00', '06-09T00:00']);
      assert.equal(moment('monday 14:00'), '2025-06-09T14:00:00Z');
      assert.equal(moment('Yesterday 8:30'), '2025-06-14T08:30:00Z');
      assert.equal(moment('2025-06-14T08:30'), '2025-06-14T08:30:00Z');
      assert.equal(moment('06/14/2025 08:30'), '2025-06-14T08:30:00Z');
      assert.equal(moment('90 min ago'), '2025-06-15T10:30:00Z');
      assert.equal(moment('-1h30m'), '2025-06-15T10:30:00Z');
      assert.equal(moment('-1 month'), '2025-05-15T12:00:00Z');
      const result = read('monday 14:00', '13:00:00');
      assert.ok(result.ok && /13:00:00 in the time box was not used/.test(result.notes[0] ?? ''));
      for (const date of [
        'last',
        'last year',
        'this hour',
        '-',
        '-2',
        '2 h',
        'last 2',
        'mon 25:00',
        '-1h30',
        'last -2 h',
      ])
        assert.ok(!read(date).ok, date);
    });
  });

  it('count days back to the same time on the clock, and hours by their length', () => {
    const ago = (date: string, now: number): string => {
      const result = readMoment({ date, time: '' }, 'start', { now, format: 'YMD' });
      assert.ok(result.ok);
      return formatIso(result.moment);
    };
    inZone('Europe/Berlin', () => {
      const after = Date.UTC(2025, 9, 26, 10); // clocks went back in the night
      assert.equal(ago('-1d', after), '2025-10-25T11:00:00+02:00');
      assert.equal(ago('-24h', after), '2025-10-25T12:00:00+02:00');
      assert.equal(ago('last 1 week', after), '2025-10-19T11:00:00+02:00');
      assert.equal(ago('today', after), '2025-10-26T00:00:00+02:00');
      assert.equal(ago('-1 month', Date.UTC(2025, 2, 31, 10)), '2025-02-28T12:00:00+01:00');
      assert.equal(ago('-1d', Date.UTC(2025, 2, 31, 0, 30)), '2025-03-30T03:30:00+02:00'); // 02:30 was skipped
    });
  });

  it('name the wrong box, what was typed and what is expected', () => {
    for (const date of [
      '02/30/2025',
      '13/01/2025',
      '6/15',
      '06/15/1989',
      '06/15/2101',
      'a/b/c',
      '-2x',
      '06/15/2025/1',
    ]) {
      const result = read(date, '00:00:00');
      assert.ok(
        !result.ok && result.box === 'date' && result.message.includes(date) && result.message.includes('MM/DD/YYYY'),
        date,
      );
    }
    for (const time of ['24:00:01', '12:60', '12', '12:00:60', '123:00', 'noon', '12:00:00+99:00']) {
      const result = read('06/15/2025', time);
      assert.ok(!result.ok && result.box === 'time' && result.message.includes(time), time);
    }
    const missing = read('');
    assert.ok(!missing.ok && missing.box === 'date' && /^A date is missing/.test(missing.message));
  });

  it('take a time of day without a date for one of today', () => {
    for (const [date, time] of [
      ['14:05', ''],
      ['', '14:05'],
    ] as const)
      assert.equal(moment(date, time), moment('06/15/2025', '14:05:00'));
    const twice = read('14:05', '15:00');
    assert.ok(!twice.ok && twice.box === 'date');
  });

  it('take the hour after the change for one that is skipped, and say so', () => {
    inZone('Europe/Berlin', () => {
      const result = read('2025-03-30', '02:30:00');
      assert.ok(result.ok);
      assert.equal(formatIso(result.moment), '2025-03-30T03:30:00+02:00');
      assert.match(result.notes[0] ?? '', /02:30:00 does not exist here.*2025-03-30T03:30:00\+02:00 was taken/);
    });
  });

  it('take the first of two equal readings for the start and the second for the end, and say so', () => {
    inZone('Europe/Berlin', () => {
      assert.equal(moment('2025-10-26', '02:30:00', 'start'), '2025-10-26T02:30:00+02:00');
      assert.equal(moment('2025-10-26', '02:30:00', 'end'), '2025-10-26T02:30:00+01:00');
      assert.equal(moment('2025-10-26', '02:30:00+02:00', 'end'), '2025-10-26T02:30:00+02:00');
      const result = read('2025-10-26', '02:30:00');
      assert.ok(result.ok && /occurs twice.*the first one \(UTC\+02:00\) was taken/.test(result.notes[0] ?? ''));
      assert.equal(moment('2025-10-26', '12:00:00'), '2025-10-26T12:00:00+01:00');
    });
    inZone('America/New_York', () => {
      assert.equal(moment('2025-11-02', '01:30:00', 'start'), '2025-11-02T01:30:00-04:00');
      assert.equal(moment('2025-11-02', '01:30:00', 'end'), '2025-11-02T01:30:00-05:00');
      assert.equal(moment('2025-03-09', '02:30:00'), '2025-03-09T03:30:00-04:00');
    });
  });

  it('are written so that they are read back as the same moment, in every zone and format', () => {
    const zones = ['UTC', 'Europe/Berlin', 'America/St_Johns', 'Australia/Lord_Howe', 'Asia/Kathmandu'];
    for (const zone of zones) {
      inZone(zone, () => {
        fc.assert(
          fc.property(
            fc.integer({ min: Date.UTC(1991, 0) / 1000, max: Date.UTC(2099, 0) / 1000 }),
            fc.constantFrom<DateFormat>('MDY', 'DMY', 'DMY2', 'YMD'),
            fc.constantFrom<WindowEnd>('start', 'end'),
            (seconds, format, end) => {
              const result = readMoment(writeMoment(seconds * 1000, format), end, { now: NOW, format });
              assert.ok(result.ok);
              assert.equal(result.moment, seconds * 1000);
              assert.deepEqual(result.notes, []);
            },
          ),
          { numRuns: 300 },
        );
        for (const hour of [0, 1, 2]) {
          const near = Date.UTC(2025, 9, 26, hour, 30); // the change in Berlin
          const result = readMoment(writeMoment(near, 'YMD'), 'end', { now: NOW, format: 'YMD' });
          assert.ok(result.ok && result.moment === near);
        }
      });
    }
  });
});

describe('the zone', () => {
  it('is named after TZ and shown as an offset with each time', () => {
    assert.equal(zoneName({ TZ: ':Europe/Berlin' }), 'Europe/Berlin');
    inZone('Asia/Kathmandu', () => assert.equal(formatOffset(NOW), 'UTC+05:45'));
    inZone('America/St_Johns', () => assert.equal(formatOffset(NOW), 'UTC-02:30'));
    inZone('UTC', () => assert.equal(formatOffset(NOW), 'UTC'));
  });
});
