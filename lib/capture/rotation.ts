/** When the next file begins: boundaries at equal distances from local midnight. */
import type { Ms } from '../flow/time.js';

const DAY: Ms = 86_400_000;

function midnight(now: Ms, days: number): Ms {
  const date = new Date(now);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() + days).getTime();
}

/**
 * The first boundary after `now` (reference section 4.5): local midnight + k × 86400 s / (rotations + 1), elapsed time.
 * Midnight is always one. On a day that a clock change makes longer or shorter, a last piece of less than half an
 * interval joins the one before it; the original puts a boundary of the 25-hour day's only file at 23:00.
 * @param rotations rotations per day minus one, as of -n: 0 is one file a day, 1439 one a minute
 */
export function nextBoundary(now: Ms, rotations: number): Ms {
  const interval = DAY / (rotations + 1);
  const start = midnight(now, 0);
  const end = midnight(now, 1);
  const boundary = Math.ceil(start + (Math.floor((now - start) / interval) + 1) * interval);
  if (boundary > now) return boundary > end - interval / 2 ? end : boundary;
  return Math.ceil(boundary + interval); // the division came out a hair below a whole number
}

/** Tells when a boundary is passed, though the clock may be set in between. */
export class RotationClock {
  #last: Ms;
  #next: Ms;

  constructor(
    now: Ms,
    private readonly rotations: number,
  ) {
    this.#last = now;
    this.#next = nextBoundary(now, rotations);
  }

  /** Time until the next boundary, ms. */
  ahead(now: Ms): Ms {
    return this.#next - now;
  }

  /** `'passed'` once per boundary; a clock that was set back passes none. */
  turn(now: Ms): 'passed' | 'not yet' {
    const backwards = now < this.#last;
    this.#last = now;
    if (!backwards && now < this.#next) return 'not yet';
    this.#next = nextBoundary(now, this.rotations);
    return backwards ? 'not yet' : 'passed';
  }
}
