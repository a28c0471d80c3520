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
import { laterDay, readRelative, RELATIVE_EXAMPLES } from './relative.js';
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

/** The local reading as a moment, with a sentence where the clock change leaves a choice. */
function local(day: Day, time: TimeOfDay, end: WindowEnd, text: MomentText): ReadMoment {
  const { hour, minute, second } = time;
  const reading = hour === 24 ? { ...laterDay(day, 1), hour: 0, minute, second } : { ...day, hour, minute, second };
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

/** A day with a time behind it in one box: `monday 14:00`, `2025-06-15T08:00`. */
const DAY_AND_TIME = /^(.*\S)(?:\s+|(?<=\d)T)(\d{1,2}:\d{1,2}\S*)$/i;

/** A time of day without a date, in either box, is one of today. */
function withDate(text: MomentText): MomentText {
  const [only, other] = text.date === '' ? [text.time, ''] : [text.date, text.time];
  return other === '' && parseTime(only) ? { date: 'today', time: only } : text;
}

function unusedTime(text: MomentText, because: string): string[] {
  return text.time === '' ? [] : [`${text.date} ${because}; ${text.time} in the time box was not used.`];
}

/**
 * Reads what was typed in a date and a time box.
 * @param end decides what an empty time box means, which end of a phrase that means a span is taken, and which of two
 *   equal readings
 */
export function readMoment(typed: MomentText, end: WindowEnd, { now, format }: Clock): ReadMoment {
  const text = withDate(typed);
  const phrase = readRelative(text.date, now);
  if (phrase && phrase.kind !== 'day') {
    const moment = phrase.kind === 'span' ? phrase[end] : phrase.moment;
    return { ok: true, moment, notes: unusedTime(text, 'is counted from now') };
  }
  const fromTime = text.date === '' ? readRelative(text.time, now) : undefined;
  if (fromTime?.kind === 'moment') return { ok: true, moment: fromTime.moment, notes: [] };
  const formats = [...new Set([dateFormatShown(format), dateFormatShown('YMD')])].join(' or ');
  const expected = `Expected ${formats}, or counted from now: ${RELATIVE_EXAMPLES}.`;
  if (text.date === '') return { ok: false, box: 'date', message: `A date is missing. ${expected}` };
  const [, dayText = text.date, timeText] = DAY_AND_TIME.exec(text.date) ?? [];
  const named = phrase ?? (timeText === undefined ? undefined : readRelative(dayText, now));
  const day = named?.kind === 'day' ? named.day : parseDate(dayText, format);
  if (!day) return { ok: false, box: 'date', message: `"${text.date}" is not a date. ${expected}` };
  const time = parseTime(timeText ?? (text.time || (end === 'start' ? '00:00:00' : '24:00:00')));
  if (!time) {
    const message = `"${timeText ?? text.time}" is not a time of day. Expected HH:MM:SS or HH:MM, from 00:00:00 to 24:00:00.`;
    return { ok: false, box: timeText === undefined ? 'time' : 'date', message };
  }
  const notes = timeText === undefined ? [] : unusedTime(text, 'has its time');
  const read =
    time.offset === undefined
      ? local(day, time, end, text)
      : { ok: true as const, moment: utcOf(day, time, time.offset), notes: [] };
  return read.ok ? { ...read, notes: [...notes, ...read.notes] } : read;
}

function utcOf({ year, month, day }: Day, { hour, minute, second }: TimeOfDay, offset: number): Ms {
  return Date.UTC(year, month - 1, day, hour, minute, second) - offset * 60_000;
}

/** A moment (whole seconds) as the two boxes hold it; with its offset where the reading alone would not say which of two it is. */
export function writeMoment(moment: Ms, format: DateFormat): MomentText {
  const ambiguous = momentsOf(wallClock(moment)).length > 1;
  const offset = ambiguous ? formatIso(moment).slice(19) : '';
  return { date: formatDate(moment, format), time: formatTime(moment) + offset };
}
