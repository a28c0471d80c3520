/** Local dates and times of flows as the row commands print them, in the process's time zone. */
import { absoluteMs, type Ms } from '../flow/time.js';

const QUARTER = 900_000;
let quarter = NaN;
let ahead = 0;

/** What the local clocks show, as the fields of a UTC date. Zones change at whole quarters of an hour only. */
function localDate(time: Ms): Date {
  const slot = Math.floor(time / QUARTER);
  if (slot !== quarter) {
    quarter = slot;
    ahead = new Date(time).getTimezoneOffset() * -60_000;
  }
  return new Date(time + ahead);
}

/**
 * Absolute time as the original computes it: 64-bit unsigned, seconds cut to 32 bits, no correction for an uptime that
 * wrapped (reference section 2.4).
 */
export function originalMs(unixSecs: number, unixNsecs: number, sysuptime: number, uptime: number): Ms {
  const time = absoluteMs(unixSecs, unixNsecs, sysuptime, uptime, 'as-is');
  if (time >= 0 && time < 0x100000000 * 1000) return time;
  const unsigned = BigInt.asUintN(64, BigInt(time));
  return Number(BigInt.asUintN(32, unsigned / 1000n) * 1000n + (unsigned % 1000n));
}

/** `2025-03-30 00:00:34.141`. */
export function isoText(time: Ms): string {
  return localDate(time).toISOString().slice(0, 23).replace('T', ' ');
}

/** `0330.00:00:34.141`. */
export function shortText(time: Ms): string {
  const iso = localDate(time).toISOString();
  return `${iso.slice(5, 7)}${iso.slice(8, 10)}.${iso.slice(11, 23)}`;
}
