/** What exporters tell of their interfaces, names, speeds, counters of octets, and how they sample; and names of applications. */
import type { Ms } from '../flow/time.js';

/** Counters of an interface at a moment, as IF-MIB has them. */
export interface CounterPoint {
  /** When they were received. */
  readonly at: Ms;
  readonly inOctets: bigint;
  readonly outOctets: bigint;
}

/** How an interface is sampled, and what of that got lost, since the capture was started. */
export interface InterfaceSampling {
  /** One packet in so many, as the exporter states it. */
  readonly rate: number;
  /** One in so many by its count of packets, where that is known. */
  readonly observed?: number;
  readonly samples: number;
  /** Samples lost on the way. */
  readonly lost: number;
  /** Samples that the exporter had to drop itself. */
  readonly dropped: number;
}

export interface InterfaceEntry {
  /** Short, as an exporter's options or counters have it. */
  readonly name?: string;
  readonly description?: string;
  /** Bits/s, as decimal digits since it may have 64 bits. */
  readonly speed?: string;
  /** Oldest first, at least POINT_EVERY apart but for the last. */
  readonly points: readonly CounterPoint[];
  readonly sampling?: InterfaceSampling;
}

/** Interfaces by ifIndex. */
export type Interfaces = ReadonlyMap<number, InterfaceEntry>;

/** How close the points lie that are kept, and how many are: an hour and more of them. */
export const POINT_EVERY: Ms = 600_000;
export const MOST_POINTS = 8;

/** Names of applications by number (`application_id`). */
export type Applications = ReadonlyMap<number, string>;

/** All that exporters told, by the text of their address. */
export interface Told {
  readonly exporters: ReadonlyMap<string, Interfaces>;
  readonly applications: ReadonlyMap<string, Applications>;
}

/** Of all exporters: forged datagrams cannot make it more. */
export const MOST_INTERFACES = 16_384;
export const MOST_APPLICATIONS = 65_536;
const LONGEST_TEXT = 255;

/** Text that an exporter sent, as one line. Undefined if nothing is left. */
export function plainText(text: string): string | undefined {
  const plain = text
    .replace(/\p{Cc}/gu, ' ')
    .trim()
    .slice(0, LONGEST_TEXT);
  return plain === '' ? undefined : plain;
}

/** Collects what exporters tell; exporters are named by the text of their address. */
export class InterfaceBook implements Told {
  readonly #exporters = new Map<string, Map<number, InterfaceEntry>>();
  readonly #applications = new Map<string, Map<number, string>>();
  #interfaces = 0;
  #named = 0;
  /** Grows with every change, so that it can be seen whether there is anything to keep. */
  changes = 0;

  /** All that is known, by exporter. */
  get exporters(): ReadonlyMap<string, Interfaces> {
    return this.#exporters;
  }

  /** Names of applications, by exporter. */
  get applications(): ReadonlyMap<string, Applications> {
    return this.#applications;
  }

  /** Takes over what was kept; entries beyond the bounds are left. */
  restore({ exporters, applications }: Told): void {
    for (const [exporter, names] of applications)
      for (const [id, name] of names) this.nameApplication(exporter, id, name);
    for (const [exporter, interfaces] of exporters)
      for (const [ifIndex, entry] of interfaces) this.#put(exporter, ifIndex, entry);
  }

  /** Takes names; those that are already known as such change nothing. */
  name(exporter: string, ifIndex: number, texts: { readonly name?: string; readonly description?: string }): void {
    const before = this.#entry(exporter, ifIndex);
    const [name, description] = [texts.name, texts.description].map((text) => text && plainText(text));
    const entry = { ...before, ...(name && { name }), ...(description && { description }) };
    if (entry.name === before.name && entry.description === before.description) return;
    this.#put(exporter, ifIndex, entry);
  }

  /** Takes the name of an application. */
  nameApplication(exporter: string, id: number, text: string): void {
    const name = plainText(text);
    let names = this.#applications.get(exporter);
    if (name === undefined || names?.get(id) === name) return;
    if (!names?.has(id)) {
      if (this.#named >= MOST_APPLICATIONS) return;
      this.#named++;
    }
    if (!names) this.#applications.set(exporter, (names = new Map<number, string>()));
    names.set(id, name);
    this.changes++;
  }

  /**
   * Takes counters. Where they went backwards the exporter, or its card, was started anew, and what was before is no use.
   * @param speed bits/s, 0 if unknown
   */
  count(exporter: string, ifIndex: number, point: CounterPoint, speed: bigint): void {
    const before = this.#entry(exporter, ifIndex);
    const points = withPoint(before.points, point);
    this.#put(exporter, ifIndex, { ...before, points, ...(speed > 0n && { speed: String(speed) }) });
  }

  /** Takes how an interface was sampled so far. */
  sampled(exporter: string, ifIndex: number, sampling: InterfaceSampling): void {
    this.#put(exporter, ifIndex, { ...this.#entry(exporter, ifIndex), sampling });
  }

  #entry(exporter: string, ifIndex: number): InterfaceEntry {
    return this.#exporters.get(exporter)?.get(ifIndex) ?? { points: [] };
  }

  #put(exporter: string, ifIndex: number, entry: InterfaceEntry): void {
    let interfaces = this.#exporters.get(exporter);
    if (!interfaces?.has(ifIndex)) {
      if (this.#interfaces >= MOST_INTERFACES) return;
      this.#interfaces++;
    }
    if (!interfaces) this.#exporters.set(exporter, (interfaces = new Map<number, InterfaceEntry>()));
    interfaces.set(ifIndex, entry);
    this.changes++;
  }
}

function withPoint(points: readonly CounterPoint[], point: CounterPoint): readonly CounterPoint[] {
  const [before, last] = points.slice(-2).length === 2 ? points.slice(-2) : [undefined, points.at(-1)];
  if (!last) return [point];
  if (point.inOctets < last.inOctets || point.outOctets < last.outOctets || point.at <= last.at) return [point];
  const isClose = before !== undefined && last.at - before.at < POINT_EVERY;
  return [...(isClose ? points.slice(0, -1) : points), point].slice(-MOST_POINTS);
}
