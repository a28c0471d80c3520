/** Templates of every exporter by transport session and observation domain, within bounds. */
import type { AddressNumber } from '../flow/address-number.js';
import type { Ms } from '../flow/time.js';
import type { Dialect } from './element-registry.js';
import { EngineSequence } from './sequence.js';
import { sameTemplate, type Template } from './template.js';

/** Where messages come from: RFC 7011 section 8 and RFC 3954 section 7 keep templates of each apart. */
export interface SessionKey {
  readonly protocol: 'udp' | 'tcp';
  readonly address: AddressNumber;
  readonly port: number;
}

/** Bounds that forged datagrams cannot exceed. */
export interface TemplateLimits {
  readonly sessions: number;
  /** Sessions of one exporter: of those that are restarted only the newest port is in use. */
  readonly sessionsOfExporter: number;
  /** Observation domains of a session, and of all. */
  readonly domains: number;
  readonly allDomains: number;
  /** Templates of a session. */
  readonly templates: number;
  /** Fields of all templates of one exporter, and of all: what takes the memory. */
  readonly fieldsOfExporter: number;
  readonly fields: number;
  /** How long a template that was sent over UDP holds unless it is sent again. */
  readonly lifetime: Ms;
}

export const TEMPLATE_LIMITS: TemplateLimits = {
  sessions: 4096,
  sessionsOfExporter: 64,
  domains: 256,
  allDomains: 65_536,
  templates: 4096,
  fieldsOfExporter: 200_000,
  fields: 1_000_000,
  lifetime: 24 * 3_600_000,
};

export interface KeptTemplate {
  readonly template: Template;
  /** When it was received the last time. */
  readonly received: Ms;
}

/** One observation domain, or source id of v9: a repeater may send both from one port. */
export interface Domain {
  readonly dialect: Dialect;
  readonly id: number;
  readonly templates: Map<number, KeptTemplate>;
  sequence: EngineSequence;
}

export interface Session {
  readonly key: SessionKey;
  /** By twice their number, and one more for those of IPFIX. */
  readonly domains: Map<number, Domain>;
  /** Templates of all domains. */
  templates: number;
}

/** What became of a template that was received. */
export type Defined = 'new' | 'same' | 'changed' | 'too many';

/** What tells a session from others; the same number is another address in the other family. */
export function sessionName({ protocol, address, port }: SessionKey): string {
  return `${protocol}${typeof address === 'number' ? 4 : 6} ${address} ${port}`;
}

/** What one exporter has. */
interface Held {
  sessions: number;
  /** Of templates of all its sessions. */
  fields: number;
}

export class TemplateStore {
  /** The one used last is the last. */
  readonly #sessions = new Map<string, Session>();
  readonly #ofExporter = new Map<AddressNumber, Held>();
  #fields = 0;
  #domains = 0;
  #latest: Session | undefined;
  /** Grows with every change, so that it can be seen whether there is anything to keep. */
  changes = 0;

  constructor(readonly limits: TemplateLimits = TEMPLATE_LIMITS) {}

  /** The sessions, those that were not used for the longest time first. */
  sessions(): IterableIterator<Session> {
    return this.#sessions.values();
  }

  /** The session of a sender; a new one takes the place of the oldest where there are too many. */
  session(key: SessionKey): Session {
    const latest = this.#latest;
    if (latest?.key.address === key.address && latest.key.port === key.port && latest.key.protocol === key.protocol)
      return latest;
    const name = sessionName(key);
    let session = this.#sessions.get(name);
    if (session) this.#sessions.delete(name);
    else session = this.#add(key);
    this.#sessions.set(name, session);
    return (this.#latest = session);
  }

  #add(key: SessionKey): Session {
    const { address } = key;
    const isFull = (this.#ofExporter.get(address)?.sessions ?? 0) >= this.limits.sessionsOfExporter;
    if (isFull || this.#sessions.size >= this.limits.sessions)
      for (const { key: other } of this.#sessions.values()) {
        if (isFull && other.address !== address) continue;
        this.close(other);
        break;
      }
    const held = this.#ofExporter.get(address);
    if (held) held.sessions++;
    else this.#ofExporter.set(address, { sessions: 1, fields: 0 });
    return { key: { ...key }, domains: new Map(), templates: 0 };
  }

  /** Forgets a session: its connection has ended. */
  close(key: SessionKey): void {
    const name = sessionName(key);
    const session = this.#sessions.get(name);
    if (!session) return;
    for (const domain of session.domains.values()) this.#forget(session, domain, 'all');
    this.#domains -= session.domains.size;
    session.domains.clear();
    this.#sessions.delete(name);
    if (this.#latest === session) this.#latest = undefined;
    const held = this.#ofExporter.get(key.address);
    if (held && --held.sessions === 0) this.#ofExporter.delete(key.address);
  }

  /** A domain of a session; of too many the oldest is forgotten. */
  domain(session: Session, dialect: Dialect, id: number): Domain {
    const key = id * 2 + (dialect === 'v9' ? 0 : 1);
    const found = session.domains.get(key);
    if (found) return found;
    const domain: Domain = { dialect, id, templates: new Map(), sequence: new EngineSequence() };
    if (session.domains.size >= this.limits.domains) {
      const [oldest] = session.domains;
      if (oldest) {
        this.#forget(session, oldest[1], 'all');
        session.domains.delete(oldest[0]);
        this.#domains--;
      }
    }
    if (this.#domains >= this.limits.allDomains)
      for (const { key: other, domains } of this.#sessions.values()) {
        if (domains === session.domains || domains.size === 0) continue;
        this.close(other);
        break;
      }
    this.#domains++;
    session.domains.set(key, domain);
    return domain;
  }

  /** Takes a template that was received. */
  define(session: Session, domain: Domain, template: Template, received: Ms): Defined {
    const before = domain.templates.get(template.id);
    if (before && sameTemplate(before.template, template)) {
      domain.templates.set(template.id, { template: before.template, received });
      return 'same';
    }
    const more = template.fields.length - (before?.template.fields.length ?? 0);
    if (!before && session.templates >= this.limits.templates) return 'too many';
    if (!this.#makeRoom(session, more)) return 'too many';
    domain.templates.set(template.id, { template, received });
    this.#count(session, more);
    if (!before) session.templates++;
    this.changes++;
    return before ? 'changed' : 'new';
  }

  /**
   * Makes room for so many more fields: closes sessions that were not used for the longest time, where one exporter has too
   * many those of it, so that no flood of templates takes the place of those that others use.
   * @returns false if there is none
   */
  #makeRoom(session: Session, more: number): boolean {
    const { fields, fieldsOfExporter } = this.limits;
    const { address } = session.key;
    const held = this.#ofExporter.get(address);
    const isTooMany = () => (held?.fields ?? 0) + more > fieldsOfExporter;
    const isFull = () => this.#fields + more > fields;
    if (isTooMany() && held && held.sessions > 1)
      for (const other of this.#sessions.values()) {
        if (other.key.address === address && other !== session) this.close(other.key);
        if (held.sessions === 1 || !isTooMany()) break;
      }
    if (isTooMany()) return false;
    for (const other of isFull() ? this.#sessions.values() : []) {
      if (other === session || !isFull()) break; // the one in use is the last
      this.close(other.key);
    }
    return !isFull();
  }

  #count({ key }: Session, more: number): void {
    this.#fields += more;
    const held = this.#ofExporter.get(key.address);
    if (held) held.fields += more;
  }

  /**
   * Withdraws a template, or all of a kind (RFC 7011 section 8.1).
   * @param which its number, or the kind of all that go
   */
  withdraw(session: Session, domain: Domain, which: number | 'templates' | 'option templates'): void {
    this.#forget(session, domain, which);
  }

  /** Puts another in the place of each template, of the same fields. */
  replaceAll(replacement: (template: Template) => Template): void {
    for (const session of this.#sessions.values())
      for (const { templates } of session.domains.values())
        for (const [id, { template, received }] of templates)
          templates.set(id, { template: replacement(template), received });
  }

  /** Forgets templates that were sent over UDP, and not again for long. */
  expire(now: Ms): void {
    for (const session of this.#sessions.values()) {
      if (session.key.protocol === 'tcp') continue;
      for (const domain of session.domains.values())
        for (const [id, { received }] of domain.templates)
          if (now - received > this.limits.lifetime) this.#forget(session, domain, id);
    }
  }

  #forget(session: Session, { templates }: Domain, which: number | 'all' | 'templates' | 'option templates'): void {
    for (const [id, { template }] of typeof which === 'number' ? pick(templates, which) : templates) {
      if (which === 'templates' && template.scopes !== undefined) continue;
      if (which === 'option templates' && template.scopes === undefined) continue;
      templates.delete(id);
      session.templates--;
      this.#count(session, -template.fields.length);
      this.changes++;
    }
  }
}

function pick<Value>(map: ReadonlyMap<number, Value>, key: number): [number, Value][] {
  const value = map.get(key);
  return value === undefined ? [] : [[key, value]];
}
