/** What a scan detector remembers: for each source its destinations, and which of all was used longest ago. */

import type { AddressNumber } from '../flow/address-number.js';

/** What one source did to one destination. */
export interface Destination {
  readonly source: Source;
  readonly address: AddressNumber;
  /** Number of the flow that last used it. */
  lastUse: number;
  /** Destination ports below 1024; absent while there is none. */
  ports?: Set<number>;
}

/** A source; one that was reported has no destinations. */
export interface Source {
  readonly address: AddressNumber;
  readonly destinations: Map<AddressNumber, Destination>;
  reported: 'no' | 'yes';
}

/** One link of the list from the least to the most recently used. A reported source has one of its own. */
interface Link {
  readonly of: Destination | Source;
  readonly use: number;
}

/** Links that no longer say when a thing was last used are swept out once they are more than the things. */
const SWEEP = 1024;

/** Entries of memory kept if nothing else is said: with as many sources, a process of 0.9 GB. */
export const MOST_ENTRIES = 500_000;

/** Memory is bounded by the number of destinations and reported sources, whatever the ageing. */
export class ScanMemory {
  readonly #sources = new Map<AddressNumber, Source>();
  #queue: Link[] = [];
  #head = 0;
  #entries = 0;

  constructor(private readonly most = MOST_ENTRIES) {}

  /** Destinations and reported sources. */
  get entries(): number {
    return this.#entries;
  }

  /** In the order in which they were met. */
  sources(): Iterable<Source> {
    return this.#sources.values();
  }

  /** The source of an address; made if it is new. */
  source(address: AddressNumber): Source {
    let source = this.#sources.get(address);
    if (!source) this.#sources.set(address, (source = { address, destinations: new Map(), reported: 'no' }));
    return source;
  }

  /** Notes a new destination of a source. */
  add(source: Source, address: AddressNumber, use: number): Destination {
    const destination: Destination = { source, address, lastUse: use };
    source.destinations.set(address, destination);
    this.#entries++;
    this.#queue.push({ of: destination, use });
    return destination;
  }

  /** Notes that a known destination was used again. */
  use(destination: Destination, use: number): void {
    destination.lastUse = use;
    this.#queue.push({ of: destination, use });
  }

  /** Notes that a source was reported, and forgets its destinations. */
  report(source: Source, use: number): void {
    this.#entries += 1 - source.destinations.size;
    source.destinations.clear();
    source.reported = 'yes';
    this.#queue.push({ of: source, use });
  }

  /** Forgets a source without destinations that was not reported. */
  remove({ address, destinations, reported }: Source): void {
    if (destinations.size === 0 && reported === 'no') this.#sources.delete(address);
  }

  /**
   * Forgets destinations not used, and sources reported, before a flow, and whatever is more than memory may hold.
   * @returns how many of those were too much rather than too old
   */
  forget(before: number): number {
    let surplus = 0;
    for (; this.#head < this.#queue.length; this.#head++) {
      const link = this.#queue[this.#head]!;
      if (!this.#isCurrent(link)) continue;
      if (link.use >= before) {
        if (this.#entries <= this.most) break;
        surplus++;
      }
      this.#drop(link.of);
    }
    if (this.#queue.length > 2 * this.#entries + SWEEP) {
      this.#queue = this.#queue.slice(this.#head).filter((link) => this.#isCurrent(link));
      this.#head = 0;
    }
    return surplus;
  }

  /** Orders by use what was added in another order. */
  settle(): void {
    this.#queue.sort((one, other) => one.use - other.use);
  }

  #isCurrent({ of, use }: Link): boolean {
    if ('destinations' in of) return this.#sources.get(of.address) === of;
    return of.lastUse === use && of.source.destinations.get(of.address) === of;
  }

  #drop(of: Destination | Source): void {
    this.#entries--;
    const source = 'destinations' in of ? of : of.source;
    if (!('destinations' in of)) source.destinations.delete(of.address);
    if (source.destinations.size === 0) this.#sources.delete(source.address);
  }
}
