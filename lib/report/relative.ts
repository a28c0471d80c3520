/** Times counted from now, as people write them: `-90m`, `2 h ago`, `yesterday`, `monday`, `last 2 h`, `last week`. */
import type { Ms } from '../flow/time.js';
import { momentOfSkipped, momentsOf, wallClock, type Day, type WallClock } from './zone.js';

/** What a phrase means: one moment, a calendar day, or a span whose end it says too. */
export type Relative =
  | { readonly kind: 'moment'; readonly moment: Ms }
  | { readonly kind: 'day'; readonly day: Day }
  | { readonly kind: 'span'; readonly start: Ms; readonly end: Ms };

/** What messages and the form say of them. */
export const RELATIVE_EXAMPLES = 'now, -90m, -2h, -1d, today, yesterday, monday 14:05, last 2 h, last week, last month';

type Unit = 's' | 'm' | 'h' | 'd' | 'w' | 'month';

/** Each unit by the letters that it may be written with. */
const UNITS: readonly (readonly [spelling: RegExp, unit: Unit])[] = [
  [/^s(ec(ond)?s?)?$/, 's'],
  [/^m(in(ute)?s?)?$/, 'm'],
  [/^h(r|rs|ours?)?$/, 'h'],
  [/^d(ays?)?$/, 'd'],
  [/^w(eeks?)?$/, 'w'],
  [/^mo(nths?)?$/, 'month'],
];

/** Units that always last equally long; days have 23 or 25 hours where clocks change. */
const UNIT_MS: Readonly<Partial<Record<Unit, Ms>>> = { s: 1000, m: 60_000, h: 3_600_000 };
const DAY_MS = 86_400_000;

const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

function unitOf(word: string): Unit | undefined {
  return UNITS.find(([spelling]) => spelling.test(word))?.[1];
}

/** The day so many days later; months count on into other years. */
export function laterDay({ year, month, day }: Day, days: number): Day {
  const date = new Date(Date.UTC(year, month - 1, day + days));
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

/** The same day of another month, or that month's last. */
function laterMonth({ year, month, day }: Day, months: number): Day {
  const last = new Date(Date.UTC(year, month + months, 0));
  const date = Math.min(day, last.getUTCDate());
  return { year: last.getUTCFullYear(), month: last.getUTCMonth() + 1, day: date };
}

/** The moment at which the clock shows a reading; of two the one nearer to `near`, for a skipped one what follows it. */
function momentOf(reading: WallClock, near: Ms): Ms {
  const [first, second] = momentsOf(reading);
  if (first === undefined) return momentOfSkipped(reading);
  return second !== undefined && Math.abs(second - near) < Math.abs(first - near) ? second : first;
}

/** Midnight at which a day begins. */
function startOf(day: Day): Ms {
  const reading = { ...day, hour: 0, minute: 0, second: 0 };
  return momentsOf(reading)[0] ?? momentOfSkipped(reading);
}

/** So long before now. Days, weeks and months go back to the same time on the clock, whatever the clocks did in between. */
function back(now: Ms, count: number, unit: Unit): Ms {
  const length = UNIT_MS[unit];
  if (length !== undefined) return now - count * length;
  const clock = wallClock(now);
  const days = unit === 'w' ? 7 * count : count;
  const day = unit === 'month' ? laterMonth(clock, -count) : laterDay(clock, -days);
  return momentOf({ ...clock, ...day }, unit === 'month' ? now : now - days * DAY_MS);
}

/** `90m`, `1h30m`, `2 hours`, in turn back from now. */
function lengthBack(text: string, now: Ms): Ms | undefined {
  let moment = now;
  const parts = [...text.matchAll(/(\d{1,6}) ?([a-z]+) ?/g)];
  if (parts.length === 0 || parts.map(([whole]) => whole).join('') !== text) return undefined;
  for (const [, count, word = ''] of parts) {
    const unit = unitOf(word);
    if (!unit) return undefined;
    moment = back(moment, Number(count), unit);
  }
  return Number.isFinite(moment) ? moment : undefined;
}

function calendar(which: string, unit: string, today: Day, now: Ms): Relative | undefined {
  const weekday = (new Date(Date.UTC(today.year, today.month - 1, today.day)).getUTCDay() + 6) % 7;
  const first = unit === 'week' ? laterDay(today, -weekday) : { ...today, day: 1 };
  if (unit !== 'week' && unit !== 'month') return undefined;
  if (which === 'this') return { kind: 'span', start: startOf(first), end: now };
  const before = unit === 'week' ? laterDay(first, -7) : laterMonth(first, -1);
  return { kind: 'span', start: startOf(before), end: startOf(first) };
}

/** The latest such day; with `last` before it, the latest before today. */
function weekdayBack(name: string, today: Day, last: 'last' | 'latest'): Relative | undefined {
  const wanted = WEEKDAYS.findIndex((weekday) => weekday === name || weekday.slice(0, 3) === name);
  if (wanted < 0) return undefined;
  const weekday = (new Date(Date.UTC(today.year, today.month - 1, today.day)).getUTCDay() + 6) % 7;
  const days = (weekday - wanted + 7) % 7;
  return { kind: 'day', day: laterDay(today, days === 0 && last === 'last' ? -7 : -days) };
}

/**
 * Reads a phrase, capital letters or not.
 * @param now moments are counted from its whole second
 * @returns undefined for anything else
 */
export function readRelative(text: string, now: Ms): Relative | undefined {
  const phrase = text.trim().toLowerCase().replace(/\s+/g, ' ');
  const second = Math.floor(now / 1000) * 1000;
  const today = wallClock(second);
  if (phrase === 'now') return { kind: 'moment', moment: second };
  if (phrase === 'today') return { kind: 'day', day: today };
  if (phrase === 'yesterday') return { kind: 'day', day: laterDay(today, -1) };
  const length = /^- ?(.+)$|^(.+) ago$/.exec(phrase);
  if (length) {
    const moment = lengthBack(length[1] ?? length[2] ?? '', second);
    return moment === undefined ? undefined : { kind: 'moment', moment };
  }
  const [, which, rest = ''] = /^(last|past|this) (.+)$/.exec(phrase) ?? [];
  if (which === undefined) return weekdayBack(phrase, today, 'latest');
  const named = which === 'past' ? undefined : calendar(which, rest, today, second);
  if (named) return named;
  if (which === 'this') return undefined;
  const start = lengthBack(/^\d/.test(rest) ? rest : `1 ${rest}`, second);
  if (start !== undefined) return { kind: 'span', start, end: second };
  return weekdayBack(rest, today, 'last');
}

/** Whether a start is enough to say where the span ends. */
export function saysItsEnd(text: string, now: Ms): boolean {
  const kind = readRelative(text, now)?.kind;
  return kind === 'day' || kind === 'span';
}
