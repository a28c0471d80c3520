/** Local dates and times of flows as the row commands print them, in the process's time zone. */
import { absoluteMs, type Ms } from '../flow/time.js';

/** Entries after which a cache is emptied: flows of years in any order must not fill memory. */
const CACHE_SIZE = 4096;

/** The last key is asked for again mostly, and costs less than a look into the map. */
function cached<T>(make: (key: number) => T): (key: number) => T {
  const values = new Map<number, T>();
  let last: { readonly key: number; readonly value: T } | undefined;
  return (key) => {
    if (last?.key === key) return last.value;
    let value = values.get(key);
    if (value === undefined) {
      if (values.size === CACHE_SIZE) values.clear();
      values.set(key, (value = make(key)));
    }
    last = { key, value };
    return value;
  };
}

/** Absolute time of an uptime as the original computes it (reference section 2.4): scripts compare these texts. */
export function originalMs(unixSecs: number, unixNsecs: number, sysuptime: number, uptime: number): Ms {
  return absoluteMs(unixSecs, unixNsecs, sysuptime, uptime, 'as-is');
}

function two(number: number): string {
  return String(number).padStart(2, '0');
}

function clockText(date: Date): string {
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** `0330.00:00:34` of a second since 1970. */
export const shortSecond = cached((second) => {
  const date = new Date(second * 1000);
  return `${two(date.getMonth() + 1)}${two(date.getDate())}.${clockText(date)}`;
});

/** `2025-03-30 00:00:34` of a second since 1970. */
export const isoSecond = cached((second) => {
  const date = new Date(second * 1000);
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${clockText(date)}`;
});

/** `0330.00:00:34.141`. */
export function shortText(time: Ms): string {
  return `${shortSecond(Math.floor(time / 1000))}.${String(time % 1000).padStart(3, '0')}`;
}
