/** Offsets of a time zone from UTC over the years in which flows can lie. */
import type { Ms } from '../flow/time.js';

/** From `from` on, clocks show UTC + `offset` ms. */
export interface OffsetChange {
  readonly from: Ms;
  readonly offset: Ms;
}

const DAY = 86_400_000;
/** No zone has ever changed twice within so short a time. */
const STEP = 14 * DAY;
/** NetFlow is younger; and beyond, zones' rules are unknown. */
const FIRST = Date.UTC(1995, 0, 1);
const LAST = Date.UTC(2040, 0, 1);

function offsetReader(zone: string): (at: Ms) => Ms {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  return (at) => {
    const part = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
    const { year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0 } = part;
    return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1000) * 1000;
  };
}

/** Changes of the zone's offset, newest first; the last entry holds for all time before.
 * @throws RangeError for a zone that is not known
 */
export function offsetChanges(zone: string): OffsetChange[] {
  const offsetAt = offsetReader(zone);
  const changes: OffsetChange[] = [];
  let offset = offsetAt(FIRST);
  changes.push({ from: -Infinity, offset });
  for (let at = FIRST; at < LAST; at += STEP) {
    const next = offsetAt(at + STEP);
    if (next === offset) continue;
    let [before, after] = [at, at + STEP];
    while (after - before > 1000) {
      const middle = Math.floor((before + after) / 2000) * 1000;
      if (offsetAt(middle) === offset) before = middle;
      else after = middle;
    }
    changes.push({ from: after, offset: next });
    offset = next;
  }
  return changes.reverse();
}
