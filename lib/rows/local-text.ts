/** Local dates and times of flows as the row commands print them, in the process's time zone. */
import { absoluteMs, type Ms } from '../flow/time.js';

const QUARTER = 900_000;
const DAY = 86_400_000;
/** Entries after which a cache is emptied: flows of years in any order must not fill memory. */
const CACHE_SIZE = 4096;

function cached<T>(make: (key: number) => T): (key: number) => T {
  const values = new Map<number, T>();
  return (key) => {
    let value = values.get(key);
    if (value === undefined) {
      if (values.size === CACHE_SIZE) values.clear();
      values.set(key, (value = make(key)));
    }
    return value;
  };
}

/** What local clocks are ahead of UTC, ms, by quarter of an hour since 1970: zones change at whole quarters only. */
const aheadOf = cached((quarter) => new Date(quarter * QUARTER).getTimezoneOffset() * -60_000);
/** Year, month and day of a day since 1970. */
const dateOf = cached((day) => {
  const iso = new Date(day * DAY).toISOString();
  const date = iso.slice(0, iso.indexOf('T'));
  return { iso: date, short: date.slice(-5).replace('-', '') };
});
/** `HH:MM:` of a minute of the day. */
const minuteOf = cached((minute) => `${two(Math.floor(minute / 60))}:${two(minute % 60)}:`);

function two(number: number): string {
  return number < 10 ? `0${number}` : String(number);
}

/** Absolute time of an uptime as the original computes it (reference section 2.4): scripts compare these texts. */
export function originalMs(unixSecs: number, unixNsecs: number, sysuptime: number, uptime: number): Ms {
  return absoluteMs(unixSecs, unixNsecs, sysuptime, uptime, 'as-is');
}

/** `HH:MM:SS.mmm` of a time of day in ms. */
function clockText(time: number): string {
  const ms = time % 1000;
  const zeros = ms < 10 ? '00' : ms < 100 ? '0' : '';
  return `${minuteOf(Math.floor(time / 60_000))}${two(Math.floor(time / 1000) % 60)}.${zeros}${ms}`;
}

/** `2025-03-30 00:00:34.141`. */
export function isoText(time: Ms): string {
  const local = time + aheadOf(Math.floor(time / QUARTER));
  const day = Math.floor(local / DAY);
  return `${dateOf(day).iso} ${clockText(local - day * DAY)}`;
}

/** `0330.00:00:34.141`. */
export function shortText(time: Ms): string {
  const local = time + aheadOf(Math.floor(time / QUARTER));
  const day = Math.floor(local / DAY);
  return `${dateOf(day).short}.${clockText(local - day * DAY)}`;
}
