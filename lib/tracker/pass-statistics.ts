/** How long the passes of a daemon took, day by day, by its log (the original's tool performance_check, reference section 8.4). */
import { PERIOD } from './period.js';

/** Of one day, or of all; times in seconds. */
export interface PassStatistics {
  /** `2025-06-15`, in the zone of the log. */
  readonly day: string;
  readonly passes: number;
  readonly mean: number;
  readonly most: number;
  /** Passes that took longer than the time between two. */
  readonly tooLong: number;
}

/** The line that ends a pass of either daemon. */
const END = /^(\d{4}-\d\d-\d\d)T\S+ \[\d+\] (?:end|finish): .*, took: (\d+\.\d+) seconds$/;

function statisticsOf(day: string, seconds: readonly number[]): PassStatistics {
  return {
    day,
    passes: seconds.length,
    mean: seconds.reduce((sum, one) => sum + one, 0) / seconds.length,
    most: seconds.reduce((most, one) => Math.max(most, one), 0),
    tooLong: seconds.filter((one) => one > PERIOD).length,
  };
}

/**
 * The days of a log, in its order.
 * @param lines of the log; those that end no pass are left out
 */
export async function passStatistics(lines: AsyncIterable<string> | Iterable<string>): Promise<PassStatistics[]> {
  const days = new Map<string, number[]>();
  for await (const line of lines) {
    const [, day, seconds] = END.exec(line) ?? [];
    if (day === undefined) continue;
    const all = days.get(day) ?? [];
    all.push(Number(seconds));
    days.set(day, all);
  }
  return [...days].map(([day, seconds]) => statisticsOf(day, seconds));
}

/** As text: a line for each day, below a heading. */
export function formatPassStatistics(days: readonly PassStatistics[]): string {
  const cells = days.map(({ day, passes, mean, most, tooLong }) => [
    day.padEnd(10),
    String(passes).padStart(6),
    mean.toFixed(2).padStart(8),
    most.toFixed(2).padStart(8),
    String(tooLong).padStart(10),
  ]);
  const heading = `${'day'.padEnd(10)} passes   mean s   most s  too long`;
  return [heading, ...cells.map((row) => row.join(' '))].map((line) => `${line}\n`).join('');
}
