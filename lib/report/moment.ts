/** One date box and its time box, read as a moment: absolute in local time, or counted back from now. */
import type { Ms } from '../flow/time.js';
import {
  dateFormatShown,
  formatDate,
  formatTime,
  parseDate,
  parseTime,
  type DateFormat,
  type TimeOfDay,
} from './dateformat.js';
import { formatIso, formatOffset, momentOfSkipped, momentsOf, wallClock, type Day } from './zone.js';

export interface MomentText {
  readonly date: string;
  readonly time: string;
}

/** Which end of the window a moment is: an empty time box is the start or the end of the day, a repeated hour the first or the second. */
export type WindowEnd = 'start' | 'end';

export type ReadMoment =
  | { readonly ok: true; readonly moment: Ms; readonly notes: readonly string[] }
  | { readonly ok: false; readonly box: keyof MomentText; readonly message: string };

export interface Clock {
  readonly now: Ms;
  readonly format: DateFormat;
}

const UNIT_MS: Readonly<Record<string, Ms>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** `now`, `-90m`, `-2h`, `-1d`, …: the moment in whole seconds, else undefined. */
function relative(text: string, now: Ms): Ms | undefined {
  const wholeSecond = Math.floor(now / 1000) * 1000;
  if (/^now$/i.test(text)) return wholeSecond;
  const match = /^-(\d{1,6}) ?([smhdw])$/i.exec(text);
  return match ? wholeSecond - Number(match[1]) * (UNIT_MS[(match[2] ?? '').toLowerCase()] ?? 0) : undefined;
}

/** `today` and `yesterday` in local time. */
function namedDay(text: string, now: Ms): Day | undefined {
  const clock = wallClock(now);
  if (/^today$/i.test(text)) return clock;
  return /^yesterday$/i.test(text) ? nextDay(clock, -1) : undefined;
}

function nextDay({ year, month, day }: Day, days = 1): Day {
  const date = new Date(Date.UTC(year, month - 1, day + days));
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

/** The local reading as a moment, with a sentence where the clock change leaves a choice. */
function local(day: Day, time: TimeOfDay, end: WindowEnd, text: MomentText): ReadMoment {
  const { hour, minute, second } = time;
  const reading = hour === 24 ? { ...nextDay(day), hour: 0, minute, second } : { ...day, hour, minute, second };
  const [first, second_] = momentsOf(reading);
  if (first === undefined) {
    const moment = momentOfSkipped(reading);
    const note = `${text.date} ${text.time} does not exist here, because clocks go forward; ${formatIso(moment)} was taken.`;
    return { ok: true, moment, notes: [note] };
  }
  if (second_ === undefined) return { ok: true, moment: first, notes: [] };
  const moment = end === 'start' ? first : second_;
  const which = end === 'start' ? 'first' : 'second';
  const note = `${text.date} ${text.time} occurs twice, because clocks go back; the ${which} one (${formatOffset(moment)}) was taken.`;
  return { ok: true, moment, notes: [note] };
}

/**
 * Reads what was typed in a date and a time box.
 * @param end decides what an empty time box means, and which of two equal readings is taken
 */
export function readMoment(text: MomentText, end: WindowEnd, { now, format }: Clock): ReadMoment {
  const fromDate = relative(text.date, now);
  if (fromDate !== undefined) {
    const unused = `${text.date} is counted from now; ${text.time} in the time box was not used.`;
    return { ok: true, moment: fromDate, notes: text.time === '' ? [] : [unused] };
  }
  const fromTime = text.date === '' ? relative(text.time, now) : undefined;
  if (fromTime !== undefined) return { ok: true, moment: fromTime, notes: [] };
  const formats = [...new Set([dateFormatShown(format), dateFormatShown('YMD')])].join(' or ');
  const expected = `Expected ${formats}, or counted from now: now, -90m, -2h, -1d, today, yesterday.`;
  if (text.date === '') return { ok: false, box: 'date', message: `A date is missing. ${expected}` };
  const day = namedDay(text.date, now) ?? parseDate(text.date, format);
  if (!day) return { ok: false, box: 'date', message: `"${text.date}" is not a date. ${expected}` };
  const time = parseTime(text.time || (end === 'start' ? '00:00:00' : '24:00:00'));
  if (!time) {
    const message = `"${text.time}" is not a time of day. Expected HH:MM:SS or HH:MM, from 00:00:00 to 24:00:00.`;
    return { ok: false, box: 'time', message };
  }
  if (time.offset === undefined) return local(day, time, end, text);
  const utc = Date.UTC(day.year, day.month - 1, day.day, time.hour, time.minute, time.second);
  return { ok: true, moment: utc - time.offset * 60_000, notes: [] };
}

/** A moment (whole seconds) as the two boxes hold it; with its offset where the reading alone would not say which of two it is. */
export function writeMoment(moment: Ms, format: DateFormat): MomentText {
  const ambiguous = momentsOf(wallClock(moment)).length > 1;
  const offset = ambiguous ? formatIso(moment).slice(19) : '';
  return { date: formatDate(moment, format), time: formatTime(moment) + offset };
}
