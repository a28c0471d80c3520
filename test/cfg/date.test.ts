import assert from 'node:assert/strict';
import { parseDate } from '../../lib/cfg/date.js';

/** Sunday 30 March 2025 10:11:12 UTC, the day on which Rome goes over to summer time. */
const NOW = Date.UTC(2025, 2, 30, 10, 11, 12, 345);

function inZone(zone: string, check: () => void): void {
  const before = process.env['TZ'];
  process.env['TZ'] = zone;
  try {
    check();
  } finally {
    if (before === undefined) delete process.env['TZ'];
    else process.env['TZ'] = before;
  }
}

function expectDates(zone: string, table: Readonly<Record<string, string>>): void {
  inZone(zone, () => {
    for (const [text, expected] of Object.entries(table)) {
      const found = parseDate(text, NOW);
      assert.equal(
        found === undefined ? 'refused' : new Date(found).toISOString(),
        new Date(expected).toISOString(),
        text,
      );
    }
  });
}

describe('cfg/date', () => {
  it('reads a date with or without a time, in all its orders', () => {
    expectDates('UTC', {
      '2025-03-30': '2025-03-30T00:00:00Z',
      '2025-03-30 00:20': '2025-03-30T00:20:00Z',
      '2025-03-30 00:20:15': '2025-03-30T00:20:15Z',
      '2025-03-30T00:20:15Z': '2025-03-30T00:20:15Z',
      '25-3-30': '2025-03-30T00:00:00Z',
      '70-3-30': '1970-03-30T00:00:00Z',
      '68-3-30': '2068-03-30T00:00:00Z',
      '3/30': '2025-03-30T00:00:00Z',
      '3/30/2024': '2024-03-30T00:00:00Z',
      '2024/3/30': '2024-03-30T00:00:00Z',
      'March 30, 2025 01:00:00': '2025-03-30T01:00:00Z',
      '30 Mar 2025': '2025-03-30T00:00:00Z',
      'Mar 30': '2025-03-30T00:00:00Z',
      'Mar 30 2024': '2024-03-30T00:00:00Z',
      'Mar 30 0120': '2025-03-30T01:20:00Z',
      '30-mar-2025': '2025-03-30T00:00:00Z',
      'Mar 30 01:00:00 2024': '2024-03-30T01:00:00Z',
      'Sept. 1 2024': '2024-09-01T00:00:00Z',
      '20240330': '2024-03-30T00:00:00Z',
      '240330': '2024-03-30T00:00:00Z',
      '20250330 0120': '2025-03-30T01:20:00Z',
      'Sun, 30 Mar 2025 01:00:00 +0100 (the night (of summer time))': '2025-03-30T00:00:00Z',
      '2024-02-29': '2024-02-29T00:00:00Z',
    });
  });

  it('takes a time alone as today, and nothing as midnight', () => {
    expectDates('UTC', {
      '': '2025-03-30T00:00:00Z',
      '  ': '2025-03-30T00:00:00Z',
      '00:20': '2025-03-30T00:20:00Z',
      '1pm': '2025-03-30T13:00:00Z',
      '12am': '2025-03-30T00:00:00Z',
      '12:05 p.m.': '2025-03-30T12:05:00Z',
      '1:30 pm': '2025-03-30T13:30:00Z',
    });
  });

  it('reads zones', () => {
    expectDates('America/New_York', {
      '2025-03-30 00:20:00 UTC': '2025-03-30T00:20:00Z',
      '2025-03-30 00:20 GMT': '2025-03-30T00:20:00Z',
      '2025-03-30 00:20 EST': '2025-03-30T05:20:00Z',
      '2025-07-30 00:20 EST DST': '2025-07-30T04:20:00Z',
      '2025-03-30 00:20 CET': '2025-03-29T23:20:00Z',
      '2025-07-30 00:20 MEST': '2025-07-29T22:20:00Z',
      '2025-03-30 00:20 A': '2025-03-29T23:20:00Z',
      '2025-03-30 00:20 Z': '2025-03-30T00:20:00Z',
      '2025-03-30 00:20+0200': '2025-03-29T22:20:00Z',
      '2025-03-30 00:20:10 -0330': '2025-03-30T03:50:10Z',
      '2025-03-30 00:20:10 +05:30': '2025-03-29T18:50:10Z',
    });
  });

  it('reads distances: calendar units keep the clock, clock units count seconds', () => {
    expectDates('UTC', {
      now: '2025-03-30T10:11:12Z',
      today: '2025-03-30T10:11:12Z',
      yesterday: '2025-03-29T10:11:12Z',
      tomorrow: '2025-03-31T10:11:12Z',
      '00:20 yesterday': '2025-03-29T00:20:00Z',
      '1 hour ago': '2025-03-30T09:11:12Z',
      '1 day 2 hours ago': '2025-03-29T08:11:12Z',
      '-2 days': '2025-03-28T10:11:12Z',
      '2025-03-30 -2 days': '2025-03-28T00:00:00Z',
      '2025-03-30 00:20 -2 days': '2025-03-28T00:20:00Z',
      '+90 sec': '2025-03-30T10:12:42Z',
      'last week': '2025-03-23T10:11:12Z',
      'next month': '2025-04-30T10:11:12Z',
      'last month': '2025-02-28T10:11:12Z',
      '2 fortnights ago': '2025-03-02T10:11:12Z',
      'hour ago': '2025-03-30T09:11:12Z',
      'last year': '2024-03-30T10:11:12Z',
    });
    expectDates('Europe/Rome', { yesterday: '2025-03-29T11:11:12Z', '24 hours ago': '2025-03-29T10:11:12Z' });
  });

  it('reads weekdays: the next there is, today included unless it says next or last', () => {
    expectDates('UTC', {
      sunday: '2025-03-30T00:00:00Z',
      monday: '2025-03-31T00:00:00Z',
      'next monday': '2025-03-31T00:00:00Z',
      'next sunday': '2025-04-06T00:00:00Z',
      'last friday': '2025-03-28T00:00:00Z',
      'last sunday 08:00': '2025-03-23T08:00:00Z',
      'third tues': '2025-04-15T00:00:00Z',
    });
  });

  it('takes texts without a zone on local clocks, with the summer time of that date', () => {
    expectDates('Europe/Rome', {
      '2025-01-30 12:00': '2025-01-30T11:00:00Z',
      '2025-07-30 12:00': '2025-07-30T10:00:00Z',
      '': '2025-03-29T23:00:00Z',
    });
  });

  it('moves an hour that does not exist back and takes one that occurs twice as standard time', () => {
    expectDates('Europe/Rome', {
      '2025-03-30 01:59:59': '2025-03-30T00:59:59Z',
      '2025-03-30 02:30': '2025-03-30T00:30:00Z',
      '2025-03-30 03:00': '2025-03-30T01:00:00Z',
      '2025-10-26 01:59:59': '2025-10-25T23:59:59Z',
      '2025-10-26 02:30': '2025-10-26T01:30:00Z',
      '2025-10-26 03:00': '2025-10-26T02:00:00Z',
    });
    expectDates('America/New_York', {
      '2025-03-09 02:30': '2025-03-09T06:30:00Z',
      '2025-11-02 01:30': '2025-11-02T06:30:00Z',
    });
  });

  it('refuses what it does not understand', () => {
    const texts = ['not a date', '1743292800', '@1743292800', 'noon', 'midnight', '2025-02-29', '2025-13-01', '25:00'];
    texts.push(
      '1969-12-31',
      '2107-01-01',
      '13pm',
      '1:60',
      '2025-03-30 2025-03-31',
      '10:00 11:00',
      'ago',
      '3//30',
      '3 -2',
    );
    inZone('UTC', () => {
      for (const text of texts) assert.equal(parseDate(text, NOW), undefined, text);
    });
  });
});
