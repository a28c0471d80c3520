/** Data sets that came before their template: they wait for it, within bounds. */
import type { Ms } from '../flow/time.js';
import type { MessageHeader } from './message.js';

/** Bounds of what waits. */
export interface WaitingLimits {
  /** Octets of all, and of one exporter's. */
  readonly octets: number;
  readonly exporterOctets: number;
  readonly age: Ms;
}

export const WAITING_LIMITS: WaitingLimits = { octets: 64 * 2 ** 20, exporterOctets: 8 * 2 ** 20, age: 30 * 60_000 };

/** What a set is known to need beside its octets, octets. */
const OVERHEAD = 200;

export interface WaitingSet {
  readonly header: MessageHeader;
  readonly octets: Uint8Array<ArrayBuffer>;
  readonly since: Ms;
}

/** Counters of one exporter. */
export interface WaitingCounts {
  waiting: number;
  octets: number;
  /** Sets that did not fit, or waited for too long. */
  dropped: number;
}

/** Keys are one template's: of its exporter, session, domain and number. */
export class WaitingSets {
  readonly #sets = new Map<string, { readonly counts: WaitingCounts; readonly sets: WaitingSet[] }>();
  #octets = 0;

  constructor(private readonly limits: WaitingLimits = WAITING_LIMITS) {}

  /** Octets of memory that waiting sets take. */
  get octets(): number {
    return this.#octets;
  }

  /** Keeps a copy of a set, or counts it as dropped. */
  hold(key: string, counts: WaitingCounts, header: MessageHeader, octets: Uint8Array, since: Ms): void {
    const size = octets.length + OVERHEAD;
    if (this.#octets + size > this.limits.octets || counts.octets + size > this.limits.exporterOctets) {
      counts.dropped++;
      return;
    }
    let entry = this.#sets.get(key);
    if (!entry) this.#sets.set(key, (entry = { counts, sets: [] }));
    entry.sets.push({ header, octets: octets.slice(), since });
    this.#count(counts, 1, size);
  }

  /** Takes out what waited for a template. */
  take(key: string): readonly WaitingSet[] {
    const entry = this.#sets.get(key);
    if (!entry) return [];
    this.#sets.delete(key);
    for (const { octets } of entry.sets) this.#count(entry.counts, -1, -(octets.length + OVERHEAD));
    return entry.sets;
  }

  /** Drops what has waited for too long; sets of one key came in the order of time. */
  expire(now: Ms): void {
    for (const [key, { counts, sets }] of this.#sets) {
      const fresh = sets.findIndex(({ since }) => now - since < this.limits.age);
      const old = sets.splice(0, fresh < 0 ? sets.length : fresh);
      for (const { octets } of old) this.#count(counts, -1, -(octets.length + OVERHEAD));
      counts.dropped += old.length;
      if (sets.length === 0) this.#sets.delete(key);
    }
  }

  #count(counts: WaitingCounts, sets: number, octets: number): void {
    counts.waiting += sets;
    counts.octets += octets;
    this.#octets += octets;
  }
}
