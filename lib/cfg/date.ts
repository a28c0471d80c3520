/** Free-form date and time texts: flow-cat -t and -T, filter type time-date (reference section 5.0). */
import type { Ms } from '../flow/time.js';
import { dateTokens, type DateToken } from './date-tokens.js';
import { UNITS } from './date-words.js';
import { fromLocalClocks, toLocalClocks } from './local-time.js';

const DAY = 86_400_000;
/** Flow times are unsigned 32-bit seconds. */
const END_OF_TIME = 0x100000000 * 1000;

/** What the rules have found so far. `undefined` = not mentioned. */
interface Found {
  date?: { year?: number; month: number; day: number };
  /** Seconds since midnight. */
  time?: number;
  /** Minutes ahead of UTC. */
  zone?: number;
  weekday?: { day: number; ordinal: number };
  /** Calendar and clock distance from what the rest says. */
  shift?: { month: number; day: number; second: number };
}

/** A rule takes the tokens that its shape matched; it returns false if they make no sense. */
type Rule = readonly [shape: RegExp, take: (found: Found, tokens: readonly DateToken[]) => boolean];

/** Stands where a shape has an optional token that is absent. */
const NONE: DateToken = { kind: '', text: '', value: 0 };

/** Files a part that may occur only once. */
function once<K extends keyof Found>(found: Found, part: K, value: Found[K]): boolean {
  if (found[part] !== undefined) return false;
  found[part] = value;
  return true;
}

/** `hours:minutes[:seconds]`, then a zone `+0200`, `+02`, `+02:00` or am/pm. */
function takeTime(found: Found, tokens: readonly DateToken[]): boolean {
  const sign = tokens.findIndex(({ kind }) => kind === 'S');
  const clock = (sign < 0 ? tokens : tokens.slice(0, sign)).filter(({ kind }) => kind === 'N');
  const [shown = 0, minutes = 0, seconds = 0] = clock.map(({ value }) => value);
  const half = tokens.find(({ kind }) => kind === 'P');
  if (half && (shown < 1 || shown > 12)) return false;
  const hours = half ? (shown % 12) + half.value : shown;
  if (hours > 23 || minutes > 59 || seconds > 59) return false;
  const ahead = tokens[sign];
  if (ahead && !once(found, 'zone', signedZone(ahead, tokens[sign + 2]))) return false;
  return once(found, 'time', (hours * 60 + minutes) * 60 + seconds);
}

/** Minutes ahead of UTC of `+0200`, `+02`, or `+02` with the minutes in a token of their own. */
function signedZone({ text, value }: DateToken, minutes?: DateToken): number {
  if (text.length <= 3) return (Math.abs(value) * 60 + (minutes?.value ?? 0)) * Math.sign(value);
  return Math.trunc(value / 100) * 60 + (value % 100);
}

/** Of two digits, 00 to 68 are 20xx and 69 to 99 are 19xx. */
function fullYear(text: string): number {
  const digits = text.replace(/^[+-]/, '');
  const year = Number(digits);
  if (digits.length > 2) return year;
  return year < 69 ? 2000 + year : 1900 + year;
}

function takeDate(found: Found, day: DateToken, month: DateToken, year = NONE): boolean {
  const date = { month: Math.abs(month.value), day: Math.abs(day.value) };
  return once(found, 'date', year === NONE ? date : { ...date, year: fullYear(year.text) });
}

/** The distance found so far, to be changed in place. */
function shiftOf(found: Found): NonNullable<Found['shift']> {
  return (found.shift ??= { month: 0, day: 0, second: 0 });
}

function takeShift(found: Found, unitName: string, amount: number): boolean {
  const row = UNITS[unitName];
  if (row) shiftOf(found)[row.unit] += row.count * amount;
  return row !== undefined;
}

function takeDays(found: Found, days: number): boolean {
  shiftOf(found).day += days;
  return true;
}

/** `ago` turns round every distance before it. */
function negateShift({ shift }: Found): boolean {
  if (!shift) return false;
  shift.month = -shift.month;
  shift.day = -shift.day;
  shift.second = -shift.second;
  return true;
}

/** A number alone: the year after a date and time, or after a date if it can be one; 20250330; else hours, 0120. */
function takeNumber(found: Found, { text, value }: DateToken): boolean {
  const yearless = found.date && found.date.year === undefined && !found.shift;
  if (yearless && (found.time !== undefined || (text.length === 4 && value >= 1970))) {
    found.date = { month: 1, day: 1, ...found.date, year: fullYear(text) };
    return true;
  }
  if (text.length > 4) {
    const year = fullYear(text.slice(0, -4));
    return once(found, 'date', { year, month: Math.trunc(value / 100) % 100, day: value % 100 });
  }
  const [hours, minutes] = text.length > 2 ? [Math.trunc(value / 100), value % 100] : [value, 0];
  return hours < 24 && minutes < 60 && once(found, 'time', (hours * 60 + minutes) * 60);
}

/** Tried in this order at each place. A signed number before a unit is a distance, not a zone. */
const RULES: readonly Rule[] = [
  [/N:N(:N)?(S(?!U)(:N)?|P)?/y, takeTime],
  [/NP/y, takeTime],
  [
    /N\/N\/N/y,
    (found, [a = NONE, , b = NONE, , c = NONE]) =>
      a.value >= 1000 ? takeDate(found, c, b, a) : takeDate(found, b, a, c),
  ],
  [/N\/N/y, (found, [month = NONE, , day = NONE]) => takeDate(found, day, month)],
  [/NSS(?!U)/y, (found, [year = NONE, month = NONE, day = NONE]) => takeDate(found, day, month, year)],
  [/NM(S(?!U)|N(?![:PU/]))?/y, (found, [day = NONE, month = NONE, year]) => takeDate(found, day, month, year)],
  [/MN(,N)?(?![:P])/y, (found, [month = NONE, day = NONE, , year]) => takeDate(found, day, month, year)],
  [/[NSO]U/y, (found, [amount = NONE, unit = NONE]) => takeShift(found, unit.text, amount.value)],
  [/U/y, (found, [unit = NONE]) => takeShift(found, unit.text, 1)],
  [/R/y, (found, [days = NONE]) => takeDays(found, days.value)],
  [/A/y, negateShift],
  [
    /[NO]D/y,
    (found, [ordinal = NONE, day = NONE]) => once(found, 'weekday', { day: day.value, ordinal: ordinal.value }),
  ],
  [/D/y, (found, [day = NONE]) => once(found, 'weekday', { day: day.value, ordinal: 0 })],
  [/ZX?/y, (found, [zone = NONE, dst]) => once(found, 'zone', zone.value + (dst ? 60 : 0))],
  [/N/y, (found, [number = NONE]) => takeNumber(found, number)],
  [/,/y, () => true],
];

function findParts(tokens: readonly DateToken[]): Found | undefined {
  const kinds = tokens.map(({ kind }) => kind).join('');
  const found: Found = {};
  let at = 0;
  while (at < tokens.length) {
    const start = at;
    for (const [shape, take] of RULES) {
      shape.lastIndex = start;
      const length = shape.exec(kinds)?.[0].length;
      if (length === undefined) continue;
      if (!take(found, tokens.slice(start, start + length))) return undefined;
      at = start + length;
      break;
    }
    if (at === start) return undefined;
  }
  return found;
}

/** Midnight of a calendar day, or undefined if there is no such day. */
function midnight(year: number, month: number, day: number): Ms | undefined {
  const time = Date.UTC(year, month - 1, day);
  const date = new Date(time);
  return year >= 100 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? time : undefined;
}

/** Moves clocks by calendar months and days; a day that the month lacks becomes its last. */
function moveClocks(clocks: Ms, months: number, days: number): Ms {
  const date = new Date(clocks);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + months);
  const length = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(day, length) + days);
  return date.getTime();
}

/** Days from a weekday to the one named: 0 is the next there is, today included; `next` and `last` exclude today. */
function daysTo(from: number, { day, ordinal }: NonNullable<Found['weekday']>): number {
  return ((day - from + 7) % 7) + 7 * (ordinal > 0 && day !== from ? ordinal - 1 : ordinal);
}

/**
 * The moment that a text names: whole seconds, in ms. Without a zone it is on the clocks of the process's time zone. An
 * empty text is today's midnight; a date without a time is its midnight; a time without a date is today.
 * @param now what relative texts start from
 * @returns undefined if the text is not understood, or names a moment before 1970 or beyond unsigned 32-bit seconds
 */
export function parseDate(text: string, now: Ms): Ms | undefined {
  const tokens = dateTokens(text);
  const found = tokens && findParts(tokens);
  if (!found) return undefined;
  const { date, time, zone, weekday, shift } = found;
  const fromNow = !date && time === undefined && !weekday && shift;
  const base = Math.floor(now / 1000) * 1000;
  let clocks = toLocalClocks(base);
  if (!fromNow) {
    const year = date?.year ?? new Date(clocks).getUTCFullYear();
    const start = date ? midnight(year, date.month, date.day) : Math.floor(clocks / DAY) * DAY;
    if (start === undefined) return undefined;
    clocks = start + (time ?? 0) * 1000;
  }
  const moved = moveClocks(clocks, shift?.month ?? 0, shift?.day ?? 0);
  const onDay = weekday && !date ? moved + daysTo(new Date(moved).getUTCDay(), weekday) * DAY : moved;
  let moment: Ms;
  if (fromNow && onDay === clocks)
    moment = base; // clocks alone would be ambiguous when they are set back
  else moment = zone === undefined ? fromLocalClocks(onDay) : onDay - zone * 60_000;
  moment += (shift?.second ?? 0) * 1000;
  return moment >= 0 && moment < END_OF_TIME ? moment : undefined;
}
