/** Finds scans in a stream of flows (reference section 5.18): no clock, no input or output. */
import type { AddressNumber } from '../flow/address-number.js';
import type { ScanMemory } from './memory.js';
import { type Source } from './memory.js';

/** Destination ports that count for a port scan are below it. */
const WELL_KNOWN = 1024;
/** Flows between two runs of the ageing. */
const AGEING = 1000;

export interface ScanLimits {
  /** Destinations of a source; one more is a host scan. */
  readonly hosts: number;
  /** Ports of a source and destination that are a port scan. */
  readonly ports: number;
  /** Flows after which a destination without any, or the report of a source, is forgotten; 0 = never. */
  readonly age: number;
}

export type Finding = 'host scan' | 'port scan';

export class Detector {
  #flow = 0;

  /** @param onFull is told when memory had no room for all that is younger than the age */
  constructor(
    private readonly limits: ScanLimits,
    readonly memory: ScanMemory,
    private readonly onFull: () => void = () => undefined,
  ) {
    for (const { destinations } of memory.sources())
      for (const { lastUse } of destinations.values()) this.#flow = Math.max(this.#flow, lastUse);
  }

  /** Counts a flow, be it looked at or not; call it before {@link see}. */
  count(): void {
    this.#flow++;
    if (this.#flow % AGEING !== 0) return;
    const before = this.limits.age === 0 ? 0 : this.#flow - this.limits.age;
    if (this.memory.forget(before) > 0) this.onFull();
  }

  /** What the flow shows; a source that was reported shows nothing until its report is forgotten. */
  see(srcaddr: AddressNumber, dstaddr: AddressNumber, dstport: number): Finding | undefined {
    const source = this.memory.source(srcaddr);
    if (source.reported === 'yes') return undefined;
    const known = source.destinations.get(dstaddr);
    if (!known && source.destinations.size >= this.limits.hosts) return this.#report(source, 'host scan');
    if (known) this.memory.use(known, this.#flow);
    const destination = known ?? this.memory.add(source, dstaddr, this.#flow);
    if (dstport >= WELL_KNOWN) return undefined;
    destination.ports = (destination.ports ?? new Set()).add(dstport);
    return destination.ports.size >= this.limits.ports ? this.#report(source, 'port scan') : undefined;
  }

  #report(source: Source, finding: Finding): Finding {
    this.memory.report(source, this.#flow);
    return finding;
  }
}
