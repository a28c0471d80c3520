/** Templates and facts of exporters as plain data, so that a restart does not wait for them to be sent again. */
import type { Ms } from '../flow/time.js';
import { formatAddressNumber, parseAddressNumber, type AddressNumber } from '../flow/address-number.js';
import type { KeptFacts } from './exporter-facts.js';
import type { Dialect } from './element-registry.js';
import type { MessageIntake } from './message-intake.js';
import { makeTemplate } from './template.js';

interface StateTemplate {
  readonly dialect: Dialect;
  readonly id: number;
  readonly scopes?: number;
  readonly received: Ms;
  /** Number, length and, if it is not 0, enterprise of each. */
  readonly fields: readonly (readonly number[])[];
}

/** What the file of a capture holds. */
export interface KeptState {
  readonly format: typeof FORMAT;
  readonly sessions: readonly {
    readonly address: string;
    readonly port: number;
    readonly domains: readonly { readonly id: number; readonly templates: readonly StateTemplate[] }[];
  }[];
  readonly exporters: readonly { readonly address: string; readonly facts: KeptFacts }[];
}

const FORMAT = 'flow-capture templates 1';

/** What is worth keeping: sessions over TCP end with their connection. */
export function keepState(intake: MessageIntake): KeptState {
  const sessions = [...intake.store.sessions()].filter(({ key, templates }) => key.protocol === 'udp' && templates > 0);
  return {
    format: FORMAT,
    sessions: sessions.map(({ key, domains }) => ({
      address: formatAddressNumber(key.address),
      port: key.port,
      domains: [...domains.values()].map(({ id, templates }) => ({
        id,
        templates: [...templates.values()].map(({ template, received }) => ({
          dialect: template.dialect,
          id: template.id,
          ...(template.scopes !== undefined && { scopes: template.scopes }),
          received,
          fields: template.fields.map(({ id: number, length, enterprise }) =>
            enterprise === 0 ? [number, length] : [number, length, enterprise],
          ),
        })),
      })),
    })),
    exporters: [...intake.facts()].map(([address, facts]) => ({
      address: formatAddressNumber(address),
      facts: facts.keep(),
    })),
  };
}

/** Something in the data that is not as `keepState` makes it. */
export class KeptStateError extends Error {
  readonly code = 'bad-state';
}

const fail = (what: string): never => {
  throw new KeptStateError(`${what} is not as it should be`);
};

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function list(value: unknown, what: string): readonly unknown[] {
  return Array.isArray(value) ? value : fail(what);
}

function record(value: unknown, what: string): Readonly<Record<string, unknown>> {
  return isObject(value) ? value : fail(what);
}

function whole(value: unknown, most: number, what: string): number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= most ? value : fail(what);
}

function address(value: unknown): AddressNumber {
  return (typeof value === 'string' ? parseAddressNumber(value) : undefined) ?? fail('an address');
}

const MOST = 2 ** 32 - 1;
const LATEST = 2 ** 52;

function pairs<Value>(value: unknown, what: string, read: (value: unknown) => Value): [number, Value][] {
  return list(value, what).map((pair) => {
    const [key, content] = list(pair, what);
    return [whole(key, MOST, what), read(content)];
  });
}

const text = (value: unknown): string => (typeof value === 'string' ? value.slice(0, 255) : fail('a name'));

function readFacts(value: unknown): KeptFacts {
  const { samplers, interfaceRates, rate, systemInit, interfaces, applications } = record(value, 'facts');
  const rateOf = (number: unknown) => whole(number, MOST, 'a rate');
  return {
    samplers: pairs(samplers, 'samplers', rateOf),
    interfaceRates: pairs(interfaceRates, 'interfaceRates', rateOf),
    ...(rate !== undefined && { rate: rateOf(rate) }),
    ...(systemInit !== undefined && { systemInit: whole(systemInit, LATEST, 'systemInit') }),
    interfaces: pairs(interfaces, 'interfaces', (facts) => {
      const { name, description } = record(facts, 'an interface');
      return {
        ...(name !== undefined && { name: text(name) }),
        ...(description !== undefined && { description: text(description) }),
      };
    }),
    applications: pairs(applications, 'applications', text),
  };
}

function restoreTemplates(intake: MessageIntake, value: unknown, now: Ms): void {
  const session = record(value, 'a session');
  const key = {
    protocol: 'udp' as const,
    address: address(session['address']),
    port: whole(session['port'], 65535, 'a port'),
  };
  for (const each of list(session['domains'], 'domains')) {
    const { id: domain, templates } = record(each, 'a domain');
    for (const one of list(templates, 'templates')) {
      const { dialect, id, scopes, received, fields } = record(one, 'a template');
      if (dialect !== 'v9' && dialect !== 'ipfix') return fail('a dialect');
      const specs = list(fields, 'fields').map((field) => {
        const [number, length, enterprise = 0] = list(field, 'a field').map((part) => whole(part, MOST, 'a field'));
        return { id: number ?? 0, length: length ?? 0, enterprise };
      });
      const scopeCount = scopes === undefined ? undefined : whole(scopes, 65535, 'scopes');
      const template = makeTemplate(dialect, whole(id, 65535, 'a template'), specs, scopeCount, intake.registry);
      if (typeof template === 'string') return fail(`a template (${template})`);
      const of = intake.store.session(key);
      const time = Math.min(whole(received, LATEST, 'a time'), now);
      intake.store.define(of, intake.store.domain(of, dialect, whole(domain, MOST, 'a domain')), template, time);
    }
  }
}

/**
 * Takes over what was kept; what is too old goes with the next `expire`.
 * @param state what JSON.parse has made of the file
 * @throws KeptStateError; what was taken over before it stays
 */
export function restoreState(intake: MessageIntake, state: unknown, now: Ms): void {
  const { format, sessions, exporters } = record(state, 'the file');
  if (format !== FORMAT) fail('the format');
  for (const each of list(exporters, 'exporters')) {
    const { address: exporter, facts } = record(each, 'an exporter');
    intake.restoreFacts(address(exporter), readFacts(facts));
  }
  for (const session of list(sessions, 'sessions')) restoreTemplates(intake, session, now);
}
