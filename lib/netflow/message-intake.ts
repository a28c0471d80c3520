/** Messages of NetFlow v9 and IPFIX from many exporters: keeps their templates, decodes what they send, accounts for it. */
import type { AddressNumber } from '../flow/address-number.js';
import type { FlowBatch } from '../flow/batch.js';
import type { Ms } from '../flow/time.js';
import { ElementRegistry } from './element-registry.js';
import { ExporterFacts, MOST_FACTS, type FactsBudget, type InterfaceFacts, type KeptFacts } from './exporter-facts.js';
import { readMessageHeader, readSets, type MessageError, type MessageHeader, type MessageSet } from './message.js';
import { readOptionRecords, type OptionRecord } from './option-records.js';
import { RecordDecoder, type DecodedSet } from './record-decoder.js';
import { EngineSequence, type SequenceVerdict } from './sequence.js';
import { readTemplates, type TemplateChange } from './template-sets.js';
import {
  sessionName,
  TemplateStore,
  type Domain,
  type Session,
  type SessionKey,
  type TemplateLimits,
} from './template-store.js';
import { makeTemplate, type Template } from './template.js';
import { WaitingSets, type WaitingCounts, type WaitingLimits } from './waiting-sets.js';

/** What one message held. */
export interface Message {
  readonly header: MessageHeader;
  /** Data records, those of options among them; of sets that wait they are not known yet. */
  readonly records: number;
  readonly flows: number;
  /** Sets that began to wait for their template. */
  readonly held: number;
  /** What is wrong with parts of it. */
  readonly errors: readonly MessageError[];
  /** How its number relates to those before; it is the first after a set that nobody could count. */
  readonly verdict: SequenceVerdict;
}

/** What is known about one exporter's templates. */
export interface ExporterTemplates {
  readonly templates: number;
  /** When that one was received that was not received for the longest time; absent where there is none. */
  readonly oldest?: Ms;
  /** Those that came again with other fields. */
  readonly changed: number;
  readonly waiting: number;
  readonly dropped: number;
  /** Different elements in its templates that nobody knows. */
  readonly unknown: number;
}

interface ExporterState {
  facts: ExporterFacts;
  readonly waiting: WaitingCounts;
  readonly unknown: Set<string>;
  changed: number;
}

/** Exporters of which facts are kept, and unknown elements of one of them. */
const MOST = { exporters: 4096, unknown: 1024 } as const;

export interface MessageIntakeOptions {
  readonly registry?: ElementRegistry;
  readonly limits?: TemplateLimits;
  readonly waiting?: WaitingLimits;
  /** How many facts all exporters together may tell. */
  readonly facts?: number;
  /** Gets every record of options data. */
  readonly onOptions?: (record: OptionRecord, from: SessionKey) => void;
  /** Gets what an exporter tells of an interface that it did not tell before. */
  readonly onInterface?: (exporter: AddressNumber, ifIndex: number, facts: InterfaceFacts) => void;
  /** Gets the names of applications each time that they are told, by their number as `application_id` has it. */
  readonly onApplication?: (exporter: AddressNumber, id: number, name: string) => void;
}

export class MessageIntake {
  readonly store: TemplateStore;
  #registry: ElementRegistry;
  readonly #decoder: RecordDecoder;
  readonly #waiting: WaitingSets;
  /** The one heard last is the last. */
  readonly #exporters = new Map<AddressNumber, ExporterState>();
  readonly #budget: FactsBudget;
  #latest: AddressNumber | undefined;

  /** @param emit gets the flows, in memory that is overwritten after it returns; before `receive` does */
  constructor(
    emit: (flows: FlowBatch) => void,
    private readonly options: MessageIntakeOptions = {},
  ) {
    this.#registry = options.registry ?? new ElementRegistry();
    this.store = new TemplateStore(options.limits);
    this.#waiting = new WaitingSets(options.waiting);
    this.#decoder = new RecordDecoder(emit);
    this.#budget = { left: options.facts ?? MOST_FACTS };
  }

  /** The elements that templates are made with. */
  get registry(): ElementRegistry {
    return this.#registry;
  }

  /** Takes other elements from now on, for templates that came before, too. */
  useRegistry(registry: ElementRegistry): void {
    this.#registry = registry;
    for (const { unknown } of this.#exporters.values()) unknown.clear();
    this.store.replaceAll((template) => {
      const { dialect, id, fields, scopes } = template;
      const made = makeTemplate(dialect, id, fields, scopes, registry);
      return typeof made === 'string' ? template : made; // never, for it was a template before
    });
    for (const session of this.store.sessions())
      for (const { templates } of session.domains.values())
        for (const { template } of templates.values()) noteUnknown(this.#state(session.key.address), template);
  }

  /** Octets of data sets that wait for their template. */
  get waitingOctets(): number {
    return this.#waiting.octets;
  }

  /** Elements of flows that had no room among their pairs. */
  get leftOut(): number {
    return this.#decoder.leftOut;
  }

  /** What exporters have told of themselves, by address as a number. */
  *facts(): Generator<[exporter: AddressNumber, facts: ExporterFacts], void> {
    for (const [exporter, { facts }] of this.#exporters) yield [exporter, facts];
  }

  /** Takes over what was kept of an exporter. */
  restoreFacts(exporter: AddressNumber, kept: KeptFacts): void {
    this.#state(exporter, ExporterFacts.restore(kept, this.#budget));
  }

  /** Grows with every change of templates and facts. */
  get changes(): number {
    let changes = this.store.changes;
    for (const { facts } of this.#exporters.values()) changes += facts.changes;
    return changes;
  }

  /** The state of an exporter's templates. */
  templatesOf(exporter: AddressNumber): ExporterTemplates {
    let [templates, oldest] = [0, Infinity];
    for (const { key, domains } of this.store.sessions()) {
      if (key.address !== exporter) continue;
      for (const domain of domains.values())
        for (const { received } of domain.templates.values()) {
          templates++;
          oldest = Math.min(oldest, received);
        }
    }
    const state = this.#exporters.get(exporter);
    return {
      templates,
      ...(templates > 0 && { oldest }),
      changed: state?.changed ?? 0,
      waiting: state?.waiting.waiting ?? 0,
      dropped: state?.waiting.dropped ?? 0,
      unknown: state?.unknown.size ?? 0,
    };
  }

  /** Forgets what has become too old. */
  expire(now: Ms): void {
    this.store.expire(now);
    this.#waiting.expire(now);
  }

  /**
   * Takes one message of version 9 or 10; never throws.
   * @param octets exactly the datagram, or one message of a stream
   * @returns what it held, or why nothing of it can be used
   */
  receive(octets: Uint8Array, from: SessionKey, now: Ms): Message | MessageError {
    const view = new DataView(octets.buffer, octets.byteOffset, octets.byteLength);
    const header = readMessageHeader(view);
    if ('code' in header) return header;
    const session = this.store.session(from);
    const domain = this.store.domain(session, header.dialect, header.domain);
    const state = this.#state(from.address);
    const errors: MessageError[] = [];
    let [records, flows, held] = [0, 0, 0];
    for (const set of readSets(view, header, errors)) {
      if (set.kind !== 'data') {
        for (const change of readTemplates(view, set, header.dialect, this.registry, errors))
          flows += this.#change(change, session, domain, state, now, set, errors);
        continue;
      }
      const kept = domain.templates.get(set.id);
      if (!kept) {
        held++;
        const key = waitingKey(from, domain, set.id);
        this.#waiting.hold(key, state.waiting, header, octets.subarray(set.at, set.end), now);
        continue;
      }
      const decoded = this.#decode(view, set.at, set.end, kept.template, header, from, state, errors);
      records += decoded.records;
      flows += decoded.flows;
    }
    this.#decoder.flush();
    const verdict = account(domain, header, records, held);
    return { header, records, flows, held, errors, verdict };
  }

  #decode(
    view: DataView,
    at: number,
    end: number,
    template: Template,
    header: MessageHeader,
    from: SessionKey,
    { facts }: ExporterState,
    errors: MessageError[],
  ): DecodedSet {
    if (template.scopes === undefined) {
      const { systemInit } = facts;
      const { dialect, domain, exportMs, sysuptime } = header;
      const context = {
        dialect,
        domain,
        exportMs,
        exporter: from.address,
        sampling: facts,
        ...(sysuptime !== undefined && { sysuptime }),
        ...(systemInit !== undefined && { systemInit }),
      };
      return this.#decoder.decode(view, at, end, template, context, errors);
    }
    let records = 0;
    for (const record of readOptionRecords(view, at, end, template, errors)) {
      records++;
      if (this.#budget.left <= 0) this.#forgetMost(facts);
      facts.learn(
        record,
        (ifIndex, told) => this.options.onInterface?.(from.address, ifIndex, told),
        (id, name) => this.options.onApplication?.(from.address, id, name),
      );
      this.options.onOptions?.(record, from);
    }
    return { records, flows: 0 };
  }

  /** @returns flows of sets that waited for the template */
  #change(
    change: TemplateChange,
    session: Session,
    domain: Domain,
    state: ExporterState,
    now: Ms,
    set: MessageSet,
    errors: MessageError[],
  ): number {
    const { key } = session;
    if (change.change === 'withdraw') {
      const id = change.id ?? 0;
      if (key.protocol === 'udp') errors.push({ code: 'withdrawal-over-udp', offset: set.at, got: id, id });
      else this.store.withdraw(session, domain, change.id ?? change.kind);
      return 0;
    }
    const { template } = change;
    const defined = this.store.define(session, domain, template, now);
    if (defined === 'too many') {
      errors.push({ code: 'too-many-templates', offset: set.at, got: template.id, id: template.id });
      return 0;
    }
    if (defined === 'same') return 0;
    if (defined === 'changed') state.changed++;
    noteUnknown(state, template);
    let flows = 0;
    for (const { header, octets } of this.#waiting.take(waitingKey(key, domain, template.id))) {
      const view = new DataView(octets.buffer);
      flows += this.#decode(view, 0, octets.length, template, header, key, state, errors).flows;
    }
    return flows;
  }

  #state(exporter: AddressNumber, facts?: ExporterFacts): ExporterState {
    let state = this.#exporters.get(exporter);
    if (state && exporter === this.#latest) return state;
    if (state) this.#exporters.delete(exporter);
    else {
      if (this.#exporters.size >= MOST.exporters) this.#forgetOldest();
      const waiting = { waiting: 0, octets: 0, dropped: 0 };
      state = { facts: facts ?? new ExporterFacts(this.#budget), waiting, unknown: new Set<string>(), changed: 0 };
    }
    this.#exporters.set(exporter, state);
    this.#latest = exporter;
    return state;
  }

  /** Forgets the exporter that was not heard for the longest time. */
  #forgetOldest(): void {
    const [oldest] = this.#exporters;
    if (!oldest) return;
    oldest[1].facts.forget();
    this.#exporters.delete(oldest[0]);
  }

  /** Makes room for facts: forgets those of another exporter that has told the most, of such that of the one not heard for the longest time. */
  #forgetMost(present: ExporterFacts): void {
    let most: ExporterState | undefined;
    for (const state of this.#exporters.values())
      if (state.facts !== present && state.facts.size > (most?.facts.size ?? 0)) most = state;
    if (!most) return;
    most.facts.forget();
    most.facts = new ExporterFacts(this.#budget);
  }
}

function noteUnknown({ unknown }: ExporterState, { fields }: Template): void {
  for (const { element, enterprise, id } of fields)
    if (!element && unknown.size < MOST.unknown) unknown.add(`${enterprise}/${id}`);
}

function waitingKey(key: SessionKey, { dialect, id }: Domain, template: number): string {
  return `${sessionName(key)} ${dialect} ${id} ${template}`;
}

/** v9 numbers its datagrams, IPFIX its data records; after a set whose records nobody can count the latter begin anew. */
function account(domain: Domain, { dialect, sequence }: MessageHeader, records: number, held: number): SequenceVerdict {
  const verdict = domain.sequence.check(sequence, dialect === 'v9' ? 1 : records);
  if (dialect === 'ipfix' && held > 0) domain.sequence = new EngineSequence();
  return verdict;
}
