/** A log that a flood of bad datagrams cannot fill. */
import type { Ms } from '../flow/time.js';

/** Takes one line without its end. */
export type Log = (text: string) => void;

/** Lines of one kind that are written at once before the rest of the interval is only counted. */
const AT_ONCE = 10;
const INTERVAL: Ms = 60_000;

interface Kind {
  since: Ms;
  said: number;
  withheld: number;
  last: readonly string[];
}

/**
 * Writes the first lines of each kind at once, counts what follows within a minute, and then says how many there were
 * with the last of them.
 */
export class LimitedLog {
  readonly #kinds = new Map<string, Kind>();

  constructor(
    readonly log: Log,
    private readonly now: () => Ms,
  ) {}

  /**
   * @param kind what the limit is per; from a fixed set, never from input
   * @param lines written together or not at all
   */
  say(kind: string, ...lines: readonly string[]): void {
    let entry = this.#kinds.get(kind);
    if (!entry) this.#kinds.set(kind, (entry = { since: this.now(), said: 0, withheld: 0, last: [] }));
    if (entry.said < AT_ONCE) {
      entry.said++;
      for (const line of lines) this.log(line);
    } else {
      entry.withheld++;
      entry.last = lines;
    }
  }

  /** Ends intervals that are over; call it about once a second. */
  tick(): void {
    for (const [kind, entry] of this.#kinds) if (this.now() - entry.since >= INTERVAL) this.#end(kind, entry);
  }

  /** Ends all intervals. */
  flush(): void {
    for (const [kind, entry] of this.#kinds) this.#end(kind, entry);
  }

  #end(kind: string, { since, withheld, last }: Kind): void {
    this.#kinds.delete(kind);
    if (withheld === 0) return;
    const seconds = Math.round((this.now() - since) / 1000);
    this.log(`${kind}: ${withheld} more in ${seconds} seconds, the last: ${last.join(' ')}`);
  }
}
