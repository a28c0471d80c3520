/** The server's time zone: wall-clock times to moments and back, also where clocks change. */
import { readlinkSync } from 'node:fs';
import type { Ms } from '../flow/time.js';

/** A calendar date; months and days count from 1. */
export interface Day {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** What a clock on the wall shows. */
export interface WallClock extends Day {
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

const DAY_MS = 86_400_000;

/** The wall clock's reading as if it were UTC: a number that can be added to and compared. */
function asUtc({ year, month, day, hour, minute, second }: WallClock): Ms {
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

/** How far local time is ahead of UTC at a moment, in ms. */
export function offsetAt(moment: Ms): Ms {
  return -new Date(moment).getTimezoneOffset() * 60_000;
}

/** What the server's clock shows at a moment. */
export function wallClock(moment: Ms): WallClock {
  const local = new Date(moment);
  return {
    year: local.getFullYear(),
    month: local.getMonth() + 1,
    day: local.getDate(),
    hour: local.getHours(),
    minute: local.getMinutes(),
    second: local.getSeconds(),
  };
}

/**
 * The moments at which the server's clock shows a reading, earlier first: one as a rule, two in the hour that occurs
 * twice when clocks go back, none in the hour that is skipped when they go forward.
 */
export function momentsOf(reading: WallClock): Ms[] {
  const utc = asUtc(reading);
  const offsets = new Set([offsetAt(utc - DAY_MS), offsetAt(utc + DAY_MS)]);
  return [...offsets]
    .map((offset) => utc - offset)
    .filter((moment) => moment + offsetAt(moment) === utc)
    .sort((a, b) => a - b);
}

/** The moment to take for a skipped reading: as long after the change as the reading lies after it on a clock left alone. */
export function momentOfSkipped(reading: WallClock): Ms {
  const utc = asUtc(reading);
  return utc - offsetAt(utc - DAY_MS);
}

/** `UTC`, `UTC+02:00`, `UTC-03:30`: what local time is at a moment. */
export function formatOffset(moment: Ms): string {
  const minutes = Math.round(offsetAt(moment) / 60_000);
  return minutes === 0 ? 'UTC' : `UTC${isoOffset(minutes)}`;
}

function isoOffset(minutes: number): string {
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  return `${minutes < 0 ? '-' : '+'}${two(Math.abs(minutes) / 60)}:${two(Math.abs(minutes) % 60)}`;
}

/** Local time with its offset, as RFC 3339 has it: `2025-06-15T02:00:00+02:00`; milliseconds where there are some. */
export function formatIso(moment: Ms): string {
  const offset = offsetAt(moment);
  const text = new Date(moment + offset).toISOString().replace(/\.000Z$|Z$/, '');
  return `${text}${offset === 0 ? 'Z' : isoOffset(Math.round(offset / 60_000))}`;
}

/** Name of the zone, such as `Europe/Berlin`; empty if the system does not tell. Intl would cost 25 ms to say the same. */
export function zoneName(environment: Readonly<Record<string, string | undefined>> = process.env): string {
  const name = environment['TZ']?.replace(/^:/, '');
  if (name) return name;
  try {
    return /zoneinfo\/(.+)$/.exec(readlinkSync('/etc/localtime'))?.[1] ?? '';
  } catch {
    return ''; // a copy instead of a link: its offset is still shown with each time
  }
}
