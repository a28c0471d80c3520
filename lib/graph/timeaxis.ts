/** The time axis: marks at even local times, also where clocks change, with labels that say no more than is needed. */
import { scaleTime } from 'd3-scale';
import type { Ms } from '../flow/time.js';
import { formatDate, formatTime, type DateFormat } from '../report/dateformat.js';
import { formatOffset, offsetAt, wallClock, zoneName } from '../report/zone.js';

export interface TimeMark {
  readonly at: Ms;
  readonly label: string;
  /** Below the label: the day, where one begins and at the first mark; or the new offset, where clocks have changed. */
  readonly below: string;
}

/** @param most marks that there is room for */
export function timeMarks(start: Ms, end: Ms, most: number, format: DateFormat): TimeMark[] {
  const scale = scaleTime().domain([start, end]);
  let wanted = most;
  let times = scale.ticks(wanted).map((date) => date.getTime());
  while (times.length > most && wanted > 1) times = scale.ticks(--wanted).map((date) => date.getTime());
  const step = (times[1] ?? end) - (times[0] ?? start);
  let day = '';
  let offset = offsetAt(start);
  return times.map((at) => {
    const clock = wallClock(at);
    const date = formatDate(at, format);
    const isWhole = step >= 86_400_000 - 3_600_000;
    const time = step < 60_000 || clock.second !== 0 ? formatTime(at) : formatTime(at).slice(0, 5);
    const changed = offsetAt(at) !== offset;
    offset = offsetAt(at);
    const below = changed ? formatOffset(at) : isWhole || date === day ? '' : date;
    day = date;
    return { at, label: isWhole ? date : time, below };
  });
}

/** Moments in a span at which clocks change, to the minute. */
export function clockChanges(start: Ms, end: Ms): Ms[] {
  const changes: Ms[] = [];
  for (let from = start; from < end; from += 86_400_000) {
    const to = Math.min(end, from + 86_400_000);
    if (offsetAt(from) === offsetAt(to)) continue;
    let [low, high] = [from, to];
    while (high - low > 1000) {
      const middle = (low + high) / 2;
      if (offsetAt(middle) === offsetAt(from)) low = middle;
      else high = middle;
    }
    changes.push(Math.round(high / 60_000) * 60_000);
  }
  return changes;
}

/** In which zone the times stand. */
export function zoneText(start: Ms): string {
  const zone = zoneName();
  return `Time: ${zone === '' || /(^|\/)UTC$/.test(zone) ? formatOffset(start) : zone}`;
}
