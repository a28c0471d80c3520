/** The time span of a form: two moments, the second after the first and not too far from it. */
import type { Ms } from '../flow/time.js';
import { formatDate, formatTime, type DateFormat } from './dateformat.js';
import type { FieldError } from './fielderror.js';
import type { Form } from './form.js';
import { readMoment, type MomentText, type ReadMoment, type WindowEnd } from './moment.js';
import { readRelative } from './relative.js';
import { formatOffset } from './zone.js';

export interface TimeSpan {
  readonly start: Ms;
  /** Not itself part of the span. */
  readonly end: Ms;
  /** What was taken where the clock change left a choice. */
  readonly notes: readonly string[];
}

export interface TimeSpanRules {
  readonly now: Ms;
  readonly format: DateFormat;
  readonly maximumDays: number;
}

const DAY_MS = 86_400_000;
/** A span of whole days has an hour more where clocks go back. */
const CLOCK_CHANGE_MS = 3_600_000;

function errorsOf(end: WindowEnd, read: ReadMoment): FieldError[] {
  return read.ok ? [] : [{ field: `${end}_${read.box}`, message: read.message }];
}

function momentText(moment: Ms, format: DateFormat): string {
  return `${formatDate(moment, format)} ${formatTime(moment)} ${formatOffset(moment)}`;
}

/** The boxes of the end: what the start alone says where they are empty, or where it is a whole span by itself. */
function endText(form: Form, { now }: TimeSpanRules): { text: MomentText; notes: readonly string[] } {
  const typed = { date: form.end_date, time: form.end_time };
  const start = readRelative(form.start_date, now);
  const isEmpty = typed.date === '' && typed.time === '';
  if (start?.kind === 'span' && readRelative(typed.date, now) === undefined) {
    const notUsed = `${form.start_date} is a whole time span; the end ${typed.date} ${typed.time} was not used.`;
    return { text: { date: form.start_date, time: '' }, notes: isEmpty ? [] : [notUsed] };
  }
  if (!isEmpty) return { text: typed, notes: [] };
  const isPast =
    start?.kind === 'day' && readMoment({ date: form.start_date, time: '' }, 'end', { now, format: 'YMD' });
  const day = isPast && isPast.ok && isPast.moment <= now ? form.start_date : 'now';
  return { text: { date: day, time: '' }, notes: [] };
}

/**
 * Reads the four boxes; a malformed start does not hide a malformed end. Without an end it is that of the day or span
 * which the start names (`yesterday`, `last week`), else now.
 */
export function readTimeSpan(form: Form, rules: TimeSpanRules): TimeSpan | { readonly errors: readonly FieldError[] } {
  const start = readMoment({ date: form.start_date, time: form.start_time }, 'start', rules);
  const ending = endText(form, rules);
  const end = readMoment(ending.text, 'end', rules);
  if (!start.ok || !end.ok) return { errors: [...errorsOf('start', start), ...errorsOf('end', end)] };
  if (end.moment <= start.moment) {
    const [from, to] = [start, end].map(({ moment }) => momentText(moment, rules.format));
    const message = `The end, ${to}, must be later than the start, ${from}.`;
    return { errors: [{ field: 'end_date', message }] };
  }
  if (end.moment - start.moment > rules.maximumDays * DAY_MS + CLOCK_CHANGE_MS) {
    const message = `The time span is longer than ${rules.maximumDays} days, the most that is allowed here (maximum_days).`;
    return { errors: [{ field: 'start_date', message }] };
  }
  return { start: start.moment, end: end.moment, notes: [...start.notes, ...ending.notes, ...end.notes] };
}
