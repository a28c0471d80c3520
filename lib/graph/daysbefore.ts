/** The same window some days before, by the clock on the wall: what began at 9 is compared with what began at 9. */
import type { Ms } from '../flow/time.js';
import { momentOfSkipped, momentsOf, wallClock } from '../report/zone.js';

interface Span {
  readonly start: Ms;
  readonly end: Ms;
}

/** As long as the window, also where clocks have changed in between. */
export function daysBefore({ start, end }: Span, days: number): Span {
  const clock = wallClock(start);
  const date = new Date(Date.UTC(clock.year, clock.month - 1, clock.day - days));
  const reading = {
    ...clock,
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
  };
  const milliseconds = ((start % 1000) + 1000) % 1000;
  const before = (momentsOf(reading)[0] ?? momentOfSkipped(reading)) + milliseconds;
  return { start: before, end: before + (end - start) };
}
