/** From the clocks of the process's time zone (`TZ`) to absolute time. */
import type { Ms } from '../flow/time.js';

const DAY = 86_400_000;

/** What local clocks are ahead of UTC at a moment, ms. */
function offset(time: Ms): Ms {
  return new Date(time).getTimezoneOffset() * -60_000;
}

/**
 * The moment at which local clocks show a time. An hour that occurs twice is taken after the change, in standard time; an
 * hour that is skipped is moved back by what is skipped (Rome, 2025-03-30 02:30: 01:30 +0100).
 * @param wall what the clocks show, as if it were UTC
 */
export function fromLocalClocks(wall: Ms): Ms {
  const candidates = [offset(wall - DAY), offset(wall + DAY)].map((ahead) => wall - ahead);
  const fitting = candidates.filter((time) => time + offset(time) === wall);
  return fitting.length > 0 ? Math.max(...fitting) : Math.min(...candidates);
}

/** What local clocks show at a moment, as if it were UTC. */
export function toLocalClocks(time: Ms): Ms {
  return time + offset(time);
}
