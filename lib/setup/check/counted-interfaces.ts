/** What counters of interfaces say of one period that all of them cover. */
import type { Ms } from '../../flow/time.js';
import type { CounterPoint, InterfaceEntry, Interfaces } from '../../interfaces/interface-book.js';

const MINUTE: Ms = 60_000;
const HOUR: Ms = 60 * MINUTE;
/** Counters come every half minute or so: fewer would say little. */
const LEAST: Ms = 5 * MINUTE;

export interface Period {
  readonly start: Ms;
  readonly end: Ms;
}

/** Octets that an interface has counted in the period. */
export interface CountedInterface {
  readonly exporter: string;
  readonly ifIndex: number;
  readonly entry: InterfaceEntry;
  readonly input: number;
  readonly output: number;
}

function lengthOf({ points }: InterfaceEntry): Ms {
  return (points.at(-1)?.at ?? 0) - (points[0]?.at ?? 0);
}

/** Entries of all exporters whose counters came in the last hour, and for long enough. */
function lively(exporters: ReadonlyMap<string, Interfaces>, now: Ms): InterfaceEntry[] {
  const entries = [...exporters.values()].flatMap((interfaces) => [...interfaces.values()]);
  const recent = entries.filter((entry) => now - (entry.points.at(-1)?.at ?? 0) < HOUR && lengthOf(entry) >= LEAST);
  const longest = Math.max(0, ...recent.map(lengthOf));
  return recent.filter((entry) => lengthOf(entry) >= longest / 2); // one that is new must not shorten the period for all
}

/** The period that the counters of all lively interfaces cover; undefined if there are none, or they have none in common. */
export function counterWindow(exporters: ReadonlyMap<string, Interfaces>, now: Ms): Period | undefined {
  const entries = lively(exporters, now);
  const start = Math.max(...entries.map(({ points }) => points[0]?.at ?? 0));
  const end = Math.min(...entries.map(({ points }) => points.at(-1)?.at ?? 0));
  return entries.length > 0 && end - start >= MINUTE ? { start, end } : undefined;
}

/** The counter at a time between two of its points, as if it had grown evenly. */
function at(points: readonly CounterPoint[], time: Ms, counter: 'inOctets' | 'outOctets'): number | undefined {
  const after = points.findIndex((point) => point.at >= time);
  const [before, next] = [points[Math.max(0, after - 1)], points[after]];
  if (!before || !next || before.at > time) return undefined;
  const part = next.at === before.at ? 0 : (time - before.at) / (next.at - before.at);
  return Number(before[counter] - (points[0]?.[counter] ?? 0n)) + part * Number(next[counter] - before[counter]);
}

/** What each interface has counted in the period, the busiest first; those that do not cover it are left out. */
export function comparedInterfaces(
  exporters: ReadonlyMap<string, Interfaces>,
  { start, end }: Period,
): readonly CountedInterface[] {
  return [...exporters]
    .flatMap(([exporter, interfaces]) =>
      [...interfaces].flatMap(([ifIndex, entry]): CountedInterface[] => {
        const grown = (counter: 'inOctets' | 'outOctets') => {
          const [first, last] = [at(entry.points, start, counter), at(entry.points, end, counter)];
          return first === undefined || last === undefined ? undefined : last - first;
        };
        const [input, output] = [grown('inOctets'), grown('outOctets')];
        return input === undefined || output === undefined ? [] : [{ exporter, ifIndex, entry, input, output }];
      }),
    )
    .sort((one, other) => other.input + other.output - one.input - one.output);
}
