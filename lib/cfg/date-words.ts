/** The words that free-form date texts are made of (reference section 5.0). All keys are in lower case. */

/** A month or weekday is found by its name, or the first three letters of it, with or without a full stop. */
export const MONTHS = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
] as const;

export const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const;

/** Longer abbreviations in use. */
export const ABBREVIATIONS: Readonly<Record<string, string>> = {
  sept: 'september',
  tues: 'tuesday',
  wednes: 'wednesday',
  thur: 'thursday',
  thurs: 'thursday',
};

/** Calendar units move the date on the calendar, clock units are so many seconds. Each may have an `s` at its end. */
export const UNITS: Readonly<Record<string, { readonly unit: 'month' | 'day' | 'second'; readonly count: number }>> = {
  year: { unit: 'month', count: 12 },
  month: { unit: 'month', count: 1 },
  fortnight: { unit: 'day', count: 14 },
  week: { unit: 'day', count: 7 },
  day: { unit: 'day', count: 1 },
  hour: { unit: 'second', count: 3600 },
  minute: { unit: 'second', count: 60 },
  min: { unit: 'second', count: 60 },
  second: { unit: 'second', count: 1 },
  sec: { unit: 'second', count: 1 },
};

/** Words that stand for a number of days from now. */
export const DAYS_FROM_NOW: Readonly<Record<string, number>> = { yesterday: -1, today: 0, now: 0, tomorrow: 1 };

/** Words that stand before a unit or weekday in place of a number. `second` is a unit. */
export const ORDINALS: Readonly<Record<string, number>> = {
  last: -1,
  this: 0,
  next: 1,
  first: 1,
  third: 3,
  fourth: 4,
  fifth: 5,
  sixth: 6,
  seventh: 7,
  eighth: 8,
  ninth: 9,
  tenth: 10,
  eleventh: 11,
  twelfth: 12,
};

/** Minutes ahead of UTC. A standard time followed by the word `dst` is one hour more. */
export const ZONES: Readonly<Record<string, number>> = {
  utc: 0,
  ut: 0,
  gmt: 0,
  wet: 0,
  west: 60,
  bst: 60,
  cet: 60,
  met: 60,
  mez: 60,
  mewt: 60,
  cest: 120,
  mest: 120,
  mesz: 120,
  eet: 120,
  eest: 180,
  msk: 180,
  jst: 540,
  kst: 540,
  acst: 570,
  acdt: 630,
  aest: 600,
  aedt: 660,
  nzst: 720,
  nzt: 720,
  nzdt: 780,
  nst: -210,
  ndt: -150,
  ast: -240,
  adt: -180,
  est: -300,
  edt: -240,
  cst: -360,
  cdt: -300,
  mst: -420,
  mdt: -360,
  pst: -480,
  pdt: -420,
  yst: -540,
  ydt: -480,
  akst: -540,
  akdt: -480,
  hst: -600,
};

/** The letters of military zones: A to M without J are 1 to 12 hours ahead of UTC, N to Y behind, Z is UTC. */
const MILITARY_LETTERS = 'yxwvutsrqponzabcdefghiklm';

/** Minutes ahead of UTC of a zone's name or military letter, else undefined. */
export function zoneMinutes(word: string): number | undefined {
  const named = ZONES[word.replaceAll('.', '')];
  if (named !== undefined) return named;
  const at = word.length === 1 ? MILITARY_LETTERS.indexOf(word) : -1;
  return at < 0 ? undefined : (at - 12) * 60;
}
