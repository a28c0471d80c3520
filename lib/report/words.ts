/**
 * Names in filter fields: each is replaced by the numbers or addresses that it means now, before the field is read. What
 * was typed stays in the form, so that a bookmark follows a host to its next address.
 */
import type { HostAddresses } from '../names/host-addresses.js';
import { formatApplication } from '../flow/application.js';
import { isCoded } from '../flow/code.js';
import { PORT_NUMBERS } from '../query/port.js';
import { PROTOCOL_NUMBERS } from '../query/protocol.js';
import type { ColumnKind } from './column.js';
import { CRITERIA, type Criterion, type CriterionName } from './criterion.js';
import type { FieldError } from './fielderror.js';
import type { Form } from './form.js';
import type { InterfaceNames, NameTables } from './nametables.js';

/** Texts of filter fields in which names stand for nothing any more; only of those fields that held some. */
export type Meanings = Readonly<Partial<Record<CriterionName, string>>>;

export interface ReadWords {
  readonly meanings: Meanings;
  readonly errors: readonly FieldError[];
}

/** What names are looked for in. */
export interface WordContext {
  /** Devices or exporter whose interfaces are meant. */
  readonly owners: readonly string[];
  readonly tables: NameTables;
  /** Addresses of a host. */
  readonly host: (name: string) => Promise<HostAddresses>;
}

/** Hosts that one form may name: each is asked for twice. */
const MOST_HOSTS = 50;

/** Kinds of names by the first thing that a field tests. */
const KINDS: Readonly<Record<string, ColumnKind>> = {
  srcaddr: 'address',
  dstaddr: 'address',
  nexthop: 'address',
  exaddr: 'address',
  srcport: 'port',
  dstport: 'port',
  input: 'interface',
  output: 'interface',
  src_as: 'as',
  dst_as: 'as',
  prot: 'protocol',
  nat_srcaddr: 'address',
  nat_dstaddr: 'address',
  nat_srcport: 'port',
  nat_dstport: 'port',
  application_id: 'application',
};

/** Of what a filter field holds names; undefined for one that knows none. */
export function kindOf({ fields: [first] }: Criterion): ColumnKind | undefined {
  if (first === undefined) return undefined;
  return isCoded(first) ? first : KINDS[first];
}

/** Commas, `&` and line ends, which a replacement must leave where they are. */
const PARTS = /([,&\r\n]+)/;

/** A host name, perhaps with a prefix length: at least one letter, not an IPv6 address, nor the name of a long list (`@…`). */
const HOST = /^([^:/@\s]*[a-z][^:/@\s]*)(\/\d{1,3})?$/i;

/** The number that a name has on all devices that know it; where they differ it means none. */
function ownedNumber({ owners }: WordContext, names: InterfaceNames, name: string): string | undefined {
  const wanted = name.toLowerCase();
  const found = new Set<string>();
  for (const [key, each] of names) {
    const colon = key.lastIndexOf(':');
    if (each.toLowerCase() === wanted && owners.includes(key.slice(0, colon))) found.add(key.slice(colon + 1));
  }
  return found.size === 1 ? [...found][0] : undefined;
}

/** The number of a name. Built-in names come first: they mean the same on every machine. */
function numberOf(kind: ColumnKind, name: string, context: WordContext): string | undefined {
  const { ports, protocols, as } = context.tables;
  const number = (): number | undefined => {
    if (kind === 'port') return PORT_NUMBERS.get(name.toLowerCase()) ?? ports?.number(name);
    if (kind === 'protocol') return PROTOCOL_NUMBERS.get(name.toLowerCase()) ?? protocols?.number(name);
    return kind === 'as' ? as?.value(name) : undefined;
  };
  if (kind === 'interface') return ownedNumber(context, context.tables.interfaces, name);
  if (kind === 'application') {
    const application = ownedNumber(context, context.tables.applications ?? new Map(), name);
    return application === undefined ? undefined : formatApplication(Number(application));
  }
  const found = number();
  return found === undefined ? undefined : String(found);
}

/** Thrown at a name that means nothing; the message is whole sentences. */
class WordError extends Error {}

async function addressesOf(name: string, length: string, { tables, host }: WordContext): Promise<readonly string[]> {
  for (const [address, exporter] of tables.exporters)
    if (exporter.toLowerCase() === name.toLowerCase()) return [address + length];
  const found = await host(name);
  if (found.kind === 'none') {
    const right = 'check its spelling, or write its address, as 192.0.2.1 or 2001:db8::1';
    throw new WordError(`"${name}" ${found.reason}: ${right}.`);
  }
  return found.addresses.map((address) => address + length);
}

/** What one element of a list means, with its `-` before each; undefined where it holds no name. */
async function meaningOf(kind: ColumnKind, text: string, context: WordContext): Promise<string | undefined> {
  const sign = text.startsWith('-') ? '-' : '';
  const body = text.slice(sign.length).trim();
  if (kind !== 'address') {
    const number = /^\d*$/.test(body) ? undefined : numberOf(kind, body, context);
    return number === undefined ? undefined : sign + number;
  }
  const [, name, length = ''] = HOST.exec(body) ?? [];
  if (name === undefined) return undefined;
  const addresses = await addressesOf(name, length, context);
  return addresses.map((address) => sign + address).join(', ');
}

/** What a field's text means; undefined where it holds no names. */
async function readField(kind: ColumnKind, text: string, context: WordContext): Promise<string | undefined> {
  const parts = await Promise.all(
    text.split(PARTS).map(async (part, index) => {
      const element = part.trim();
      if (index % 2 === 1 || element === '') return undefined;
      const whole = /\s/.test(element) && kind === 'address' ? undefined : await meaningOf(kind, element, context);
      if (whole !== undefined || !/\s/.test(element)) return whole;
      // lists are pasted with blanks between their elements
      const words = element.split(/\s+/);
      const meant = await Promise.all(words.map((word) => meaningOf(kind, word, context)));
      return meant.some((word) => word !== undefined)
        ? words.map((word, at) => meant[at] ?? word).join(', ')
        : undefined;
    }),
  );
  if (parts.every((part) => part === undefined)) return undefined;
  return text
    .split(PARTS)
    .map((part, index) => (parts[index] === undefined ? part : index === 0 ? parts[index] : ` ${parts[index]}`))
    .join('');
}

/** Kinds of the fields that hold something besides numbers: what else there is need not be read. */
export function kindsOfWords(form: Form): ReadonlySet<ColumnKind> {
  return new Set(
    CRITERIA.flatMap((criterion) => {
      const kind = kindOf(criterion);
      return kind && /[a-z]/i.test(form[criterion.name]) ? [kind] : [];
    }),
  );
}

/** What the names in a form's filter fields mean, and which mean nothing. */
export async function readWords(form: Form, context: WordContext): Promise<ReadWords> {
  const meanings: Partial<Record<CriterionName, string>> = {};
  const errors: FieldError[] = [];
  let hosts = 0;
  const host = (name: string): Promise<HostAddresses> => {
    if (++hosts <= MOST_HOSTS) return context.host(name);
    throw new WordError(`Write addresses: not more than ${MOST_HOSTS} names of hosts are looked up for one report.`);
  };
  await Promise.all(
    CRITERIA.map(async (criterion) => {
      const kind = kindOf(criterion);
      const text = form[criterion.name];
      if (!kind || text === '') return;
      try {
        const meaning = await readField(kind, text, { ...context, host });
        if (meaning !== undefined) meanings[criterion.name] = meaning;
      } catch (error) {
        if (!(error instanceof WordError)) throw error;
        errors.push({ field: criterion.name, message: error.message });
      }
    }),
  );
  return { meanings, errors };
}
