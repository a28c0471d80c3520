/** Offsets of a time zone from UTC over the years in which flows can lie. */
import type { Ms } from '../flow/time.js';

/** From `from` on, clocks show UTC + `offset` ms. */
export interface OffsetChange {
  readonly from: Ms;
  readonly offset: Ms;
}

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;
/** No zone has changed twice within so short a time, nor at any other time than a whole minute. */
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

function findChanges(zone: string): readonly OffsetChange[] {
  const offsetAt = offsetReader(zone);
  let offset = offsetAt(FIRST);
  const changes: OffsetChange[] = [{ from: -Infinity, offset }];
  for (let at = FIRST; at < LAST; at += STEP) {
    const next = offsetAt(at + STEP);
    if (next === offset) continue;
    let [before, after] = [at, at + STEP];
    while (after - before > MINUTE) {
      const middle = before + Math.floor((after - before) / 2 / MINUTE) * MINUTE;
      if (offsetAt(middle) === offset) before = middle;
      else after = middle;
    }
    changes.push({ from: after, offset: next });
    offset = next;
  }
  return changes.reverse();
}

/** Looking for changes takes 50 ms, and a query is compiled more than once. */
const FOUND = new Map<string, readonly OffsetChange[]>();

/**
 * Changes of the zone's offset, newest first; the last entry holds for all time before.
 * @throws RangeError for a zone that is not known
 */
export function offsetChanges(zone: string): readonly OffsetChange[] {
  let changes = FOUND.get(zone);
  if (!changes) FOUND.set(zone, (changes = findChanges(zone)));
  return changes;
}
