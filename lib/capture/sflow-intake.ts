/** sFlow datagrams: decoded, accounted for, and what they tell of interfaces put into the book. */
import { addressOf, type AddressNumber } from '../flow/address-number.js';
import { formatAddress, type Address } from '../flow/address.js';
import type { FlowBatch } from '../flow/batch.js';
import type { Ms } from '../flow/time.js';
import type { InterfaceBook } from '../interfaces/interface-book.js';
import { EngineSequence } from '../netflow/sequence.js';
import { UNKNOWN_COUNTERS } from '../sflow/counter-records.js';
import { createSflowDecoder, type SflowDatagram } from '../sflow/decode.js';
import type { SflowError } from '../sflow/error.js';
import type { CounterSample, FlowSample } from '../sflow/sample.js';
import { SampleSequence } from '../sflow/sample-sequence.js';

/** An agent's address is what a datagram says: these bounds keep forged ones from filling the memory. */
const MOST_AGENTS = 1024;
const MOST_SOURCES = 1024;

/** Counters of one agent since the start; a part of an agent, its sub-agent, counts as one. */
export interface SflowAgent {
  readonly exporter: string;
  readonly subAgent: number;
  /** What its datagrams come from, as a number. */
  readonly source: AddressNumber;
  datagrams: number;
  /** Samples that became flows. */
  flows: number;
  /** Flow samples lost on the way, by their numbers; and datagrams. */
  lost: number;
  lostDatagrams: number;
  /** Samples that the agent itself had to drop. */
  dropped: number;
  resets: number;
  /** Sampled packets that are not IP, or could not be read as such. */
  notIp: number;
  counters: number;
  /** Packets that the agent reported as discarded. */
  discards: number;
}

interface AgentState {
  readonly agent: SflowAgent;
  readonly datagrams: EngineSequence;
  /** By class × 2³² + index. */
  readonly sources: Map<number, SourceState>;
}

interface SourceState {
  readonly sequence: SampleSequence;
  samples: number;
  lost: number;
  dropped: number;
}

/** What one datagram brought. */
export interface SflowReceived {
  readonly agent: SflowAgent;
  readonly known: 'new' | 'known';
  /** In memory that the next datagram overwrites. */
  readonly flows: FlowBatch;
  /** Flow samples missing before this datagram's. */
  readonly lost: number;
  readonly resets: number;
  readonly errors: readonly SflowError[];
}

/** True if a datagram is sFlow of any version: a NetFlow header does not begin with two zeros. */
export function isSflow(datagram: Uint8Array): boolean {
  return datagram.length >= 4 && datagram[0] === 0 && datagram[1] === 0 && datagram[2] === 0;
}

export class SflowIntake {
  readonly #decode = createSflowDecoder();
  readonly #agents = new Map<string, AgentState>();

  constructor(
    private readonly book: InterfaceBook,
    private readonly now: () => Ms,
  ) {}

  /** Newest first. */
  agents(): SflowAgent[] {
    return [...this.#agents.values()].map(({ agent }) => agent).reverse();
  }

  /**
   * Takes one datagram; never throws.
   * @param source address that it came from, as a number
   * @returns why it is refused, if it is
   */
  receive(datagram: Uint8Array, source: AddressNumber): SflowReceived | SflowError {
    const received = this.now();
    const result = this.#decode(datagram, { source: addressOf(source), received });
    if ('code' in result) return result;
    const { state, known } = this.#state(result.exporter, result.header.subAgent, source);
    const { agent } = state;
    agent.datagrams++;
    agent.flows += result.flows.count;
    agent.notIp += result.notIp;
    agent.counters += result.counters.length;
    agent.discards += result.discards.length;
    const resets = this.#order(state, result);
    const lost = this.#samples(state, result.samples);
    for (const sample of result.counters) this.#counters(agent.exporter, sample, received);
    return { agent, known, flows: result.flows, lost, resets, errors: result.errors };
  }

  #order({ agent, datagrams }: AgentState, { header }: SflowDatagram): number {
    const verdict = datagrams.check(header.sequence, 1);
    if (verdict.step === 'lost') agent.lostDatagrams += verdict.missing;
    if (verdict.step !== 'reset') return 0;
    agent.resets++;
    return 1;
  }

  #samples({ agent, sources }: AgentState, samples: readonly FlowSample[]): number {
    let lost = 0;
    for (const sample of samples) {
      const source = sourceOf(sources, sample);
      const verdict = source.sequence.check(sample);
      source.samples++;
      source.lost += verdict.lost;
      source.dropped += verdict.dropped;
      lost += verdict.lost;
      agent.dropped += verdict.dropped;
      if (sample.class !== 0 || sample.index === 0) continue;
      const observed = source.sequence.observedRate;
      this.book.sampled(agent.exporter, sample.index, {
        rate: sample.rate,
        ...(observed !== undefined && { observed }),
        samples: source.samples,
        lost: source.lost,
        dropped: source.dropped,
      });
    }
    agent.lost += lost;
    return lost;
  }

  #counters(exporter: string, { class: sourceClass, index, generic, name }: CounterSample, at: Ms): void {
    const ifIndex = generic ? Number(generic.ifIndex) : index;
    if (ifIndex === 0 || (!generic && sourceClass !== 0)) return;
    if (name !== undefined) this.book.name(exporter, ifIndex, { name });
    if (!generic) return;
    const { ifInOctets: inOctets, ifOutOctets: outOctets, ifSpeed } = generic;
    if (UNKNOWN_COUNTERS.has(inOctets) || UNKNOWN_COUNTERS.has(outOctets)) return;
    this.book.count(exporter, ifIndex, { at, inOctets, outOctets }, UNKNOWN_COUNTERS.has(ifSpeed) ? 0n : ifSpeed);
  }

  #state(address: Address, subAgent: number, source: AddressNumber): { state: AgentState; known: 'new' | 'known' } {
    const exporter = formatAddress(address);
    const key = `${exporter} ${subAgent}`;
    const found = this.#agents.get(key);
    if (found) return { state: found, known: 'known' };
    if (this.#agents.size >= MOST_AGENTS) {
      const [oldest] = this.#agents.keys();
      if (oldest !== undefined) this.#agents.delete(oldest);
    }
    const counts = { datagrams: 0, flows: 0, lost: 0, lostDatagrams: 0, dropped: 0, resets: 0 };
    const agent = { exporter, subAgent, source, ...counts, notIp: 0, counters: 0, discards: 0 };
    const state = { agent, datagrams: new EngineSequence(), sources: new Map<number, SourceState>() };
    this.#agents.set(key, state);
    return { state, known: 'new' };
  }
}

function sourceOf(sources: Map<number, SourceState>, { class: sourceClass, index }: FlowSample): SourceState {
  const key = sourceClass * 2 ** 32 + index;
  let source = sources.get(key);
  if (!source) {
    if (sources.size >= MOST_SOURCES) sources.clear();
    sources.set(key, (source = { sequence: new SampleSequence(), samples: 0, lost: 0, dropped: 0 }));
  }
  return source;
}
