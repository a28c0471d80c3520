/** strftime (POSIX) in the process's time zone, English names. */

const two = (value: number): string => String(value).padStart(2, '0');

const name = (date: Date, options: Intl.DateTimeFormatOptions): string =>
  new Intl.DateTimeFormat('en-US', options).format(date);

/** `+0100`. */
export function zoneOffset(date: Date): string {
  const minutes = -date.getTimezoneOffset();
  const size = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}${two(size % 60)}`;
}

/** Days since 1 January, from 0. */
function dayOfYear(date: Date): number {
  const start = Date.UTC(date.getFullYear(), 0, 1);
  return Math.round((Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) - start) / 86_400_000);
}

const CONVERSIONS: Readonly<Record<string, (date: Date) => string>> = {
  Y: (date) => String(date.getFullYear()),
  C: (date) => two(Math.floor(date.getFullYear() / 100)),
  y: (date) => two(date.getFullYear() % 100),
  m: (date) => two(date.getMonth() + 1),
  d: (date) => two(date.getDate()),
  e: (date) => String(date.getDate()).padStart(2),
  H: (date) => two(date.getHours()),
  I: (date) => two(date.getHours() % 12 || 12),
  M: (date) => two(date.getMinutes()),
  S: (date) => two(date.getSeconds()),
  p: (date) => (date.getHours() < 12 ? 'AM' : 'PM'),
  j: (date) => String(dayOfYear(date) + 1).padStart(3, '0'),
  u: (date) => String(date.getDay() || 7),
  w: (date) => String(date.getDay()),
  U: (date) => two(Math.floor((dayOfYear(date) + 7 - date.getDay()) / 7)),
  W: (date) => two(Math.floor((dayOfYear(date) + 7 - ((date.getDay() + 6) % 7)) / 7)),
  a: (date) => name(date, { weekday: 'short' }),
  A: (date) => name(date, { weekday: 'long' }),
  b: (date) => name(date, { month: 'short' }),
  h: (date) => name(date, { month: 'short' }),
  B: (date) => name(date, { month: 'long' }),
  z: zoneOffset,
  Z: (date) => name(date, { timeZoneName: 'short' }).replace(/^.*, /, ''),
  s: (date) => String(Math.floor(date.getTime() / 1000)),
  n: () => '\n',
  t: () => '\t',
  '%': () => '%',
};

/** Conversions that stand for others. */
const COMPOUND: Readonly<Record<string, string>> = {
  D: '%m/%d/%y',
  F: '%Y-%m-%d',
  R: '%H:%M',
  T: '%H:%M:%S',
  c: '%a %b %e %H:%M:%S %Y',
  x: '%m/%d/%y',
  X: '%H:%M:%S',
};

/**
 * Replaces the `%` conversions of a template; unknown ones stay.
 * @param time ms since 1970
 */
export function strftime(template: string, time: number): string {
  const date = new Date(time);
  return template
    .replace(/%([DFRTcxX])(?<!%%.)/g, (all, letter: string) => COMPOUND[letter] ?? all)
    .replace(/%([a-zA-Z%])/g, (all, letter: string) => CONVERSIONS[letter]?.(date) ?? all);
}
