/** How busy the network is over the day and the week. */

const DAY_S = 86_400;
const WEEK_S = 7 * DAY_S;

/** Busyness at each full hour of a working day, and of the weekend; the curve runs straight from one to the next. */
const WORKING_DAY = [
  8, 7, 6, 6, 6, 7, 12, 30, 70, 95, 100, 98, 72, 84, 98, 96, 88, 70, 46, 36, 32, 26, 18, 12,
] as const;
const WEEKEND = [9, 7, 6, 5, 5, 5, 6, 8, 12, 18, 24, 27, 28, 27, 26, 26, 27, 30, 34, 36, 34, 28, 20, 13] as const;

/** 1970-01-01 was a Thursday: day 2 and 3 of each week counted from then are Saturday and Sunday. */
const WEEK: readonly number[] = Array.from({ length: 7 }, (_, day) =>
  day === 2 || day === 3 ? WEEKEND : WORKING_DAY,
).flat();

const MEAN = WEEK.reduce((sum, value) => sum + value, 0) / WEEK.length;

/**
 * Busyness in relation to the mean of the week, which is 1.
 * @param localSeconds seconds since 1970-01-01 in local time
 */
export function busyness(localSeconds: number): number {
  const hour = (((localSeconds % WEEK_S) + WEEK_S) % WEEK_S) / 3600;
  const whole = Math.floor(hour);
  const from = WEEK[whole % WEEK.length]!;
  const to = WEEK[(whole + 1) % WEEK.length]!;
  return (from + (to - from) * (hour - whole)) / MEAN;
}

/** Day of the week: 0 is Sunday. */
export function weekday(localSeconds: number): number {
  return (((Math.floor(localSeconds / DAY_S) + 4) % 7) + 7) % 7;
}

/** Seconds since local midnight. */
export function timeOfDay(localSeconds: number): number {
  return ((localSeconds % DAY_S) + DAY_S) % DAY_S;
}
