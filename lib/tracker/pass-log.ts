/** The log of the Collector at its three levels (reference section 6.6). */
import type { Configuration } from '../config/configuration.js';
import { formatIso } from '../report/zone.js';
import { oneLine } from './input-lines.js';
import { PERIOD, type Seconds } from './period.js';
import type { PeriodValue } from './tracking-rrd.js';
import type { Tracking } from './tracking.js';
import { TRACKING_TYPES } from './tracking-type.js';

/** Takes one line. */
export type Log = (line: string) => void;

type Levels = Pick<Configuration, 'log_collector_short' | 'log_collector_med' | 'log_collector_long'>;

/** `1750000000 (2025-06-15T17:06:40+02:00)`. */
export function timeText(time: Seconds): string {
  return `${time} (${formatIso(time * 1000)})`;
}

/** What came of one pass. */
export interface PassOutcome {
  readonly trackings: number;
  readonly values: number;
  /** Of them, unknown. */
  readonly unknown: number;
  readonly problems: number;
}

/** What one pass says. Errors are logged at every level. */
export class PassLog {
  #positive = 0;
  #zero = 0;
  #unknown = 0;
  #problems = 0;
  readonly #trackings = new Map<string, number>();

  constructor(
    private readonly log: Log,
    private readonly levels: Levels,
  ) {}

  start(end: Seconds): void {
    if (this.levels.log_collector_short) this.log(`start: period ${timeText(end - PERIOD)} to ${timeText(end)}`);
  }

  /** So far. */
  get outcome(): PassOutcome {
    const trackings = [...this.#trackings.values()].reduce((sum, one) => sum + one, 0);
    const values = this.#positive + this.#zero + this.#unknown;
    return { trackings, values, unknown: this.#unknown, problems: this.#problems };
  }

  /** Something is wrong with one tracking. */
  problem({ label }: Pick<Tracking, 'label'>, error: unknown): void {
    this.#problems++;
    const text = error instanceof Error ? error.message : String(error);
    this.log(`${oneLine(label)}: ${oneLine(text)}`);
  }

  /** Something concerns more than one tracking. */
  note(text: string): void {
    this.log(oneLine(text));
  }

  /** @param words what rrdtool was given */
  written({ label, type }: Tracking, file: string, values: readonly PeriodValue[], words: readonly string[]): void {
    this.#trackings.set(type, (this.#trackings.get(type) ?? 0) + 1);
    for (const { value } of values) {
      if (value === undefined) this.#unknown++;
      else if (value > 0) this.#positive++;
      else this.#zero++;
    }
    const { log_collector_med: medium, log_collector_long: long } = this.levels;
    if (!medium && !long) return;
    const { unit, factor } = TRACKING_TYPES[type];
    for (const { end, value } of values) {
      const average = value === undefined ? 'unknown' : `${value} ${unit}`;
      const amount = value === undefined ? 'unknown' : (value * PERIOD) / factor;
      const more = `, type ${type}, ${file}, amount ${amount}, written ${words.join(' ')}`;
      this.log(`${oneLine(label)}: ${timeText(end)}: ${average}${long ? more : ''}`);
    }
  }

  /** @param seconds that the pass took */
  end(seconds: number): void {
    if (!this.levels.log_collector_short) return;
    const kinds = [...this.#trackings].map(([type, number]) => `${number} ${type}`).join(', ');
    const values = `${this.#positive} positive, ${this.#zero} zero, ${this.#unknown} unknown`;
    this.log(
      `end: ${this.outcome.trackings} trackings (${kinds || 'none'}), values: ${values}, took: ${seconds.toFixed(2)} seconds`,
    );
  }
}
