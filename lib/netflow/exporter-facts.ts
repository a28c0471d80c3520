/** What exporters tell of themselves in options data: sampling, names of interfaces and applications, when they booted. */
import type { Ms } from '../flow/time.js';
import type { OptionRecord, OptionValue } from './option-records.js';
import { SAMPLING_SOURCE, type FoundRate, type Sampling } from './sampling.js';

export interface InterfaceFacts {
  readonly name?: string;
  readonly description?: string;
}

/** As plain data, to be kept in a file. */
export interface KeptFacts {
  readonly samplers: readonly (readonly [id: number, rate: number])[];
  readonly interfaceRates: readonly (readonly [ifIndex: number, rate: number])[];
  readonly rate?: number;
  readonly systemInit?: Ms;
  readonly interfaces: readonly (readonly [ifIndex: number, facts: InterfaceFacts])[];
  readonly applications: readonly (readonly [id: number, name: string])[];
}

/** Of one exporter. Forged datagrams cannot make it more. */
const MOST = { samplers: 1024, interfaces: 16_384, applications: 8192 } as const;

const number = (value: OptionValue | undefined): number | undefined =>
  typeof value === 'number' && value > 0 ? value : undefined;

/** One in so many, of what an options record says. */
function rateOf(get: (name: string) => OptionValue | undefined): number | undefined {
  const [interval, space] = [number(get('samplingPacketInterval')), number(get('samplingPacketSpace'))];
  const [size, population] = [number(get('samplingSize')), number(get('samplingPopulation'))];
  const probability = number(get('samplingProbability'));
  const rate =
    number(get('samplingInterval')) ??
    number(get('samplerRandomInterval')) ??
    (interval && (interval + (space ?? 0)) / interval) ??
    (size && population && population / size) ??
    (probability && 1 / probability);
  return rate === undefined ? undefined : Math.min(Math.max(1, Math.round(rate)), 2 ** 32 - 1);
}

/** How many facts all exporters together may still tell. */
export interface FactsBudget {
  left: number;
}

/** Of all exporters: some ten megabytes. */
export const MOST_FACTS = 200_000;

/** The facts of one exporter. */
export class ExporterFacts implements Sampling {
  readonly #samplers = new Map<number, number>();
  readonly #interfaceRates = new Map<number, number>();
  readonly #interfaces = new Map<number, InterfaceFacts>();
  readonly #applications = new Map<number, string>();
  #rate: number | undefined;
  #systemInit: Ms | undefined;
  /** Grows with every change, so that it can be seen whether there is anything to keep. */
  changes = 0;

  /** @param budget shared with other exporters */
  constructor(private readonly budget: FactsBudget = { left: MOST_FACTS }) {}

  get systemInit(): Ms | undefined {
    return this.#systemInit;
  }

  /** By ifIndex. */
  get interfaces(): ReadonlyMap<number, InterfaceFacts> {
    return this.#interfaces;
  }

  /** By number, as `application_id` has it. */
  get applications(): ReadonlyMap<number, string> {
    return this.#applications;
  }

  get tells(): boolean {
    return this.#rate !== undefined || this.#samplers.size > 0 || this.#interfaceRates.size > 0;
  }

  resolve(sampler: number | undefined, input: number): FoundRate | undefined {
    const ofSampler = sampler === undefined ? undefined : this.#samplers.get(sampler);
    if (ofSampler !== undefined) return { rate: ofSampler, source: SAMPLING_SOURCE.sampler };
    const rate = this.#interfaceRates.get(input) ?? this.#rate;
    return rate === undefined ? undefined : { rate, source: SAMPLING_SOURCE.options };
  }

  /**
   * Takes what a record of options data says.
   * @param onInterface called with what is new about an interface
   * @param onApplication called with the name of each application
   */
  learn(
    { scopes, values }: OptionRecord,
    onInterface: (ifIndex: number, facts: InterfaceFacts) => void,
    onApplication?: (id: number, name: string) => void,
  ): void {
    const get = (name: string) => values.get(name) ?? scopes.get(name);
    const ifIndex = number(get('ingressInterface')) ?? number(get('egressInterface'));
    this.#learnRate(rateOf(get), number(get('samplerId')) ?? number(get('selectorId')), ifIndex);
    const [name, description] = [get('interfaceName'), get('interfaceDescription')].map((value) =>
      typeof value === 'string' && value !== '' ? value : undefined,
    );
    if (ifIndex !== undefined && (name !== undefined || description !== undefined)) {
      const before = this.#interfaces.get(ifIndex);
      const facts = {
        ...before,
        ...(name !== undefined && { name }),
        ...(description !== undefined && { description }),
      };
      if (before?.name !== facts.name || before?.description !== facts.description) {
        this.changes++;
        onInterface(ifIndex, facts);
      }
      this.#put(this.#interfaces, ifIndex, facts, MOST.interfaces);
    }
    this.#learnApplication(get('applicationId'), get('applicationName'), onApplication);
    const init = number(get('systemInitTimeMilliseconds'));
    if (init !== undefined && init !== this.#systemInit) {
      this.#systemInit = init;
      this.changes++;
    }
  }

  #learnRate(rate: number | undefined, sampler: number | undefined, ifIndex: number | undefined): void {
    if (rate === undefined) return;
    const before =
      sampler !== undefined
        ? this.#samplers.get(sampler)
        : ifIndex !== undefined
          ? this.#interfaceRates.get(ifIndex)
          : this.#rate;
    if (before === rate) return;
    this.changes++;
    if (sampler !== undefined) this.#put(this.#samplers, sampler, rate, MOST.samplers);
    else if (ifIndex !== undefined) this.#put(this.#interfaceRates, ifIndex, rate, MOST.interfaces);
    else this.#rate = rate;
  }

  /** @param id as hexadecimal octets: an octet for the engine, the others its own number (RFC 6759) */
  #learnApplication(
    id: OptionValue | undefined,
    name: OptionValue | undefined,
    onApplication?: (id: number, name: string) => void,
  ): void {
    if (typeof id !== 'string' || typeof name !== 'string' || id.length < 2 || name === '') return;
    const selector = parseInt(id.slice(2).slice(-6) || '0', 16);
    const key = ((parseInt(id.slice(0, 2), 16) << 24) | selector) >>> 0;
    onApplication?.(key, name); // also where it is known: who keeps it may have begun anew
    if (this.#applications.get(key) === name) return;
    this.changes++;
    this.#put(this.#applications, key, name, MOST.applications);
  }

  /** Puts a value in, unless there are too many. */
  #put<Value>(map: Map<number, Value>, key: number, value: Value, most: number): void {
    if (!map.has(key)) {
      if (map.size >= most || this.budget.left <= 0) return;
      this.budget.left--;
    }
    map.set(key, value);
  }

  /** How many of the budget these are. */
  get size(): number {
    return this.#samplers.size + this.#interfaceRates.size + this.#interfaces.size + this.#applications.size;
  }

  /** Gives back its part of the budget: the exporter is forgotten. */
  forget(): void {
    this.budget.left += this.size;
  }

  /** As plain data. */
  keep(): KeptFacts {
    return {
      samplers: [...this.#samplers],
      interfaceRates: [...this.#interfaceRates],
      ...(this.#rate !== undefined && { rate: this.#rate }),
      ...(this.#systemInit !== undefined && { systemInit: this.#systemInit }),
      interfaces: [...this.#interfaces],
      applications: [...this.#applications],
    };
  }

  /** Of what was kept. */
  static restore(
    { samplers, interfaceRates, rate, systemInit, interfaces, applications }: KeptFacts,
    budget?: FactsBudget,
  ): ExporterFacts {
    const facts = new ExporterFacts(budget);
    for (const [id, value] of samplers) facts.#put(facts.#samplers, id, value, MOST.samplers);
    for (const [id, value] of interfaceRates) facts.#put(facts.#interfaceRates, id, value, MOST.interfaces);
    for (const [id, value] of interfaces) facts.#put(facts.#interfaces, id, value, MOST.interfaces);
    for (const [id, value] of applications) facts.#put(facts.#applications, id, value, MOST.applications);
    facts.#rate = rate;
    facts.#systemInit = systemInit;
    return facts;
  }
}
