/** Dates and times as people type and read them: the four formats of `date_format`, and ISO in any of them. */
import type { Configuration } from '../config/configuration.js';
import type { Ms } from '../flow/time.js';
import { wallClock, type Day } from './zone.js';

export type DateFormat = Configuration['date_format'];

/** `shown` is what the form says beside the box; `parts` the order of the numbers between separators. */
const FORMATS = {
  MDY: { shown: 'MM/DD/YYYY', separator: '/', parts: ['month', 'day', 'year'] },
  DMY: { shown: 'DD/MM/YYYY', separator: '/', parts: ['day', 'month', 'year'] },
  DMY2: { shown: 'DD.MM.YYYY', separator: '.', parts: ['day', 'month', 'year'] },
  YMD: { shown: 'YYYY-MM-DD', separator: '-', parts: ['year', 'month', 'day'] },
} as const satisfies Record<DateFormat, { shown: string; separator: string; parts: readonly (keyof Day)[] }>;

const two = (value: number): string => String(value).padStart(2, '0');

/** The format as the form describes it: `MM/DD/YYYY`. */
export function dateFormatShown(format: DateFormat): string {
  return FORMATS[format].shown;
}

/** For a script that writes dates itself: the parts in their order, and what stands between them. */
export function datePattern(format: DateFormat): {
  readonly parts: readonly (keyof Day)[];
  readonly separator: string;
} {
  const { parts, separator } = FORMATS[format];
  return { parts, separator };
}

/** Local date of a moment. */
export function formatDate(moment: Ms, format: DateFormat): string {
  const clock = wallClock(moment);
  const { separator, parts } = FORMATS[format];
  return parts.map((part) => (part === 'year' ? String(clock.year) : two(clock[part]))).join(separator);
}

/** Local time of day of a moment, `HH:MM:SS`. */
export function formatTime(moment: Ms): string {
  const { hour, minute, second } = wallClock(moment);
  return `${two(hour)}:${two(minute)}:${two(second)}`;
}

function isCalendarDay({ year, month, day }: Day): boolean {
  const date = new Date(Date.UTC(year, month - 1, day));
  return year >= 1990 && year <= 2100 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

/** The day that a text names in the format, or in ISO; undefined if it is malformed or there is no such day from 1990 to 2100. */
export function parseDate(text: string, format: DateFormat): Day | undefined {
  const iso = /^\d{4}-/.test(text);
  const { separator, parts } = FORMATS[iso ? 'YMD' : format];
  const numbers = text.split(separator);
  if (numbers.length !== 3 || !numbers.every((number) => /^\d{1,4}$/.test(number))) return undefined;
  const at = (part: keyof Day): number => Number(numbers[parts.findIndex((name) => name === part)]);
  const day = { year: at('year'), month: at('month'), day: at('day') };
  return isCalendarDay(day) ? day : undefined;
}

export interface TimeOfDay {
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  /** Minutes ahead of UTC, where the text says so: needed for the hour that occurs twice. */
  readonly offset?: number;
}

/** `HH:MM`, `HH:MM:SS` (24:00:00 is the end of the day), each with `Z` or `+HH:MM` behind it or not; else undefined. */
export function parseTime(text: string): TimeOfDay | undefined {
  const match = /^(\d{1,2}):(\d{1,2})(?::(\d{1,2}))?(Z|[+-]\d{2}:\d{2})?$/.exec(text);
  if (!match) return undefined;
  const [hour, minute, second] = [match[1], match[2], match[3] ?? 0].map(Number) as [number, number, number];
  const endOfDay = hour === 24 && minute === 0 && second === 0;
  if (!endOfDay && (hour > 23 || minute > 59 || second > 59)) return undefined;
  const zone = match[4];
  if (zone === undefined) return { hour, minute, second };
  if (zone === 'Z') return { hour, minute, second, offset: 0 };
  const [hours = 0, minutes = 0] = zone.slice(1).split(':').map(Number);
  if (hours > 14 || minutes > 59) return undefined;
  return { hour, minute, second, offset: (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) };
}
