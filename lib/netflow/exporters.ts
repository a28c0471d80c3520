/** The exporters that were heard, each with its counters and the sequence numbers of its engines. */
import type { AddressNumber } from '../flow/address-number.js';
import type { DatagramHeader } from './header.js';
import { EngineSequence, type SequenceVerdict } from './sequence.js';

/** A sender's address is not proof of who sent: these bounds keep forged ones from filling the memory. */
const MOST_EXPORTERS = 4096;
const MOST_ENGINES = 256;

/** One exporter; all v8 aggregations of a router are one (reference section 3.5). Counters since the start. */
export interface Exporter {
  /** Its address as a number. */
  readonly source: AddressNumber;
  readonly dVersion: number;
  /** Accepted datagrams. */
  datagrams: number;
  flows: number;
  /** Records missing by sequence number, as the original counts; of v9, which numbers datagrams, these. */
  lost: number;
  resets: number;
  /** Datagrams that came late, and such that came twice. */
  misordered: number;
  duplicates: number;
}

/** What one accepted datagram told. */
export interface Heard {
  readonly exporter: Exporter;
  /** `'new'` the first time the exporter is heard. */
  readonly known: 'new' | 'known';
  /** Absent for v1, which has no sequence numbers. */
  readonly verdict?: SequenceVerdict;
}

/** The exporters of one socket, that is of one destination address and port. */
export class ExporterTable {
  readonly #entries = new Map<number | bigint, { exporter: Exporter; engines: Map<number, EngineSequence> }>();

  /** Newest first, the order of the statistics lines. */
  exporters(): Exporter[] {
    return [...this.#entries.values()].map(({ exporter }) => exporter).reverse();
  }

  /** Accounts for an accepted datagram. */
  hear(source: AddressNumber, header: DatagramHeader): Heard {
    const { dVersion } = header.format;
    const key = keyOf(source, dVersion);
    const found = this.#entries.get(key);
    const { exporter, engines } = found ?? this.#add(key, source, dVersion);
    exporter.datagrams++;
    exporter.flows += header.count;
    const known = found ? 'known' : 'new';
    if (header.sequence === undefined) return { exporter, known };
    const verdict = engineOf(engines, header).check(header.sequence, header.count);
    judge(exporter, verdict);
    return { exporter, known, verdict };
  }

  /**
   * Accounts for a message of NetFlow v9 or IPFIX.
   * @param verdict of v9 in datagrams, of IPFIX in data records
   */
  hearMessage(source: AddressNumber, dVersion: number, flows: number, verdict: SequenceVerdict): Heard {
    const key = keyOf(source, dVersion);
    const found = this.#entries.get(key);
    const { exporter } = found ?? this.#add(key, source, dVersion);
    exporter.datagrams++;
    exporter.flows += flows;
    judge(exporter, verdict);
    return { exporter, known: found ? 'known' : 'new', verdict };
  }

  #add(key: number | bigint, source: AddressNumber, dVersion: number) {
    if (this.#entries.size >= MOST_EXPORTERS) {
      const oldest = this.#entries.keys().next();
      if (!oldest.done) this.#entries.delete(oldest.value);
    }
    const counters = { datagrams: 0, flows: 0, lost: 0, resets: 0, misordered: 0, duplicates: 0 };
    const entry = { exporter: { source, dVersion, ...counters }, engines: new Map<number, EngineSequence>() };
    this.#entries.set(key, entry);
    return entry;
  }
}

function keyOf(source: AddressNumber, dVersion: number): number | bigint {
  return typeof source === 'number' ? source * 0x10000 + dVersion : source * 0x10000n + BigInt(dVersion);
}

function judge(exporter: Exporter, { step, order, missing }: SequenceVerdict): void {
  if (step === 'lost') exporter.lost += missing;
  if (step === 'reset') exporter.resets++;
  if (order === 'late') exporter.misordered++;
  if (order === 'again') exporter.duplicates++;
}

function engineOf(engines: Map<number, EngineSequence>, { engineId, engineType }: DatagramHeader): EngineSequence {
  const key = engineId * 256 + engineType;
  let engine = engines.get(key);
  if (!engine) {
    if (engines.size >= MOST_ENGINES) engines.clear();
    engines.set(key, (engine = new EngineSequence()));
  }
  return engine;
}
