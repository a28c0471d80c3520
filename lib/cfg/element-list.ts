/**
 * Lists of tests of elements that no field of a flow stands for, as a form has them: `samplerId=3, interfaceName=Gi0*`. Commas,
 * `-` and `&` mean what they mean in the lists of fields.
 */
import { elementsNamed, type NamedElement } from '../netflow/pair-names.js';
import { EVERY_FLOW, type Filter } from '../query/filter.js';
import { quantityInfo, type Quantity } from '../query/quantity.js';
import { fieldsOfElements } from './element-fields.js';
import { rangeEnds, scalesOf } from './element-scale.js';
import { elementFilter, type ElementOperator } from './element-test.js';
import { CfgError } from './error.js';
import { siteElements } from './site-elements.js';

/** What is wrong with an entry; the message is a whole sentence that says what would be right. */
export class ElementListError extends Error {
  override readonly name = 'ElementListError';
}

type LabelOf = (field: Quantity) => string | undefined;

const OPERATORS: Readonly<Record<string, ElementOperator>> = {
  '=': 'eq',
  '!=': 'ne',
  '<': 'lt',
  '<=': 'le',
  '>': 'gt',
  '>=': 'ge',
};

/** A `-`, a name, a comparison, and a value, which is in quotes where it has commas, `&` or blanks around it. */
const ENTRY = /(-?)\s*([a-z][\w.-]*)\s*(!=|<=|>=|=|<|>)\s*("(?:[^"\\\r\n]|\\.)*"|[^,&"\r\n][^,&\r\n]*)/iy;
/** Between entries, of which some may be empty. */
const BETWEEN = /[\s,]*(&?)[\s,&]*/y;

const NAMES_SHOWN = 3;

/**
 * The filter that a list means; a list without entries passes every flow. Of the entries between two `&` the last one that a flow
 * passes decides, and flows that pass none pass if there are only exclusions.
 * @param labelOf what the form calls the field that asks for a quantity, undefined if it has none
 * @throws ElementListError at the first entry that is not understood
 */
export function readElementList(text: string, labelOf: LabelOf = () => undefined): Filter {
  const lists: Filter[] = [];
  let list: Filter | undefined;
  let includes: 'something' | 'nothing' = 'nothing';
  for (let at = 0; ;) {
    BETWEEN.lastIndex = at;
    const [between = '', and = ''] = BETWEEN.exec(text) ?? [];
    at += between.length;
    if (and !== '' || at === text.length) {
      if (list) lists.push(list);
      list = undefined;
      includes = 'nothing';
    }
    if (at === text.length) break;
    ENTRY.lastIndex = at;
    const [entry, sign, name = '', op = '', value = ''] = ENTRY.exec(text) ?? [];
    if (entry === undefined) throw new ElementListError(notUnderstood(text.slice(at)));
    at += entry.length;
    const test = readEntry(entry.trim(), name, op, value, labelOf);
    if (sign === '') {
      // what is excluded before the first inclusion does not pass anyway
      list = list && includes === 'something' ? { kind: 'or', of: [list, test] } : test;
      includes = 'something';
    } else {
      const not: Filter = { kind: 'not', of: test };
      list = list ? { kind: 'and', of: [list, not] } : not;
    }
  }
  const [only] = lists;
  return only === undefined ? EVERY_FLOW : lists.length === 1 ? only : { kind: 'and', of: lists };
}

function notUnderstood(rest: string): string {
  const [entry = ''] = rest.split(/[,&\r\n]/);
  return `"${entry.trim()}" is no test of an element: write its name, =, !=, <, <=, > or >=, and a value, as samplerId=3.`;
}

function readEntry(entry: string, name: string, op: string, written: string, labelOf: LabelOf): Filter {
  const elements = named(name);
  const fields = fieldsOfElements(elements);
  if (fields.length > 0) throw new ElementListError(elsewhere(name, fields, labelOf));
  const { operator, text } = meaningOf(elements[0]!, OPERATORS[op] ?? 'eq', written.trim(), entry);
  const filter = elementFilter(name, elements, operator, text);
  if (filter) return filter;
  throw new ElementListError(`"${entry}" is no test that "${name}" can have: ${rightFor(elements[0]!)}.`);
}

/** Where a form asks for fields of the flow. */
function elsewhere(name: string, fields: readonly Quantity[], labelOf: LabelOf): string {
  const labels = fields.flatMap((field) => labelOf(field) ?? []).map((label) => `"${label}"`);
  if (labels.length > 0) return `"${name}" is a field of its own: enter it under ${labels.join(' and ')}.`;
  const titles = fields.map((field) => `"${quantityInfo(field, 'elements').title}"`);
  return `"${name}" is the flow's own ${titles.join(' and ')}, which cannot be asked for here.`;
}

/** At least one element. */
function named(name: string): readonly NamedElement[] {
  let registry;
  try {
    registry = siteElements();
  } catch (error) {
    if (error instanceof CfgError) throw new ElementListError(`The names of elements cannot be read: ${error.message}`);
    throw error;
  }
  const elements = elementsNamed(name, registry);
  if (elements.length > 0) return elements;
  const similar = registry.similar(name, NAMES_SHOWN).map((known) => `"${known}"`);
  const hint = similar.length > 0 ? `did you mean ${similar.join(' or ')}? One` : 'one';
  throw new ElementListError(
    `"${name}" is no element that is known: ${hint} without a name is written e9id1 (enterprise 9, number 1) or v9id1.`,
  );
}

interface Meaning {
  readonly operator: ElementOperator;
  readonly text: string;
}

/** Whether it is a range of numbers or times; what nobody knows the type of may be a text. */
function isRange(type: NamedElement['type'], written: string): boolean {
  return type !== undefined && scalesOf(type).some((scale) => rangeEnds(written, scale) !== undefined);
}

/** `=` also asks for a prefix of addresses, for a range, and with `*` for the beginning or a part of a text. */
function meaningOf({ type }: NamedElement, operator: ElementOperator, written: string, entry: string): Meaning {
  if (written.startsWith('"')) return { operator, text: unquoted(written, entry) };
  if (operator !== 'eq') return { operator, text: written };
  if (type === 'ipv4Address' || type === 'ipv6Address' || type === 'macAddress')
    return { operator: written.includes('/') ? 'in' : operator, text: written };
  if (isRange(type, written)) return { operator: 'in', text: written };
  const [, start, part, end] = /^(\*?)([^*]+)(\*)$/.exec(written) ?? [];
  if (part === undefined || end === undefined) return { operator, text: written };
  return { operator: start === '' ? 'begins' : 'contains', text: part };
}

function unquoted(written: string, entry: string): string {
  try {
    return String(JSON.parse(written));
  } catch {
    throw new ElementListError(`"${entry}" has no whole text in quotes: write \\" for a quote, and \\\\ for \\ in it.`);
  }
}

/** What a test of such an element looks like. */
function rightFor({ type }: NamedElement): string {
  switch (type) {
    case 'string':
      return 'it is a text, which = and != take as it is, and = with * for its beginning, as Gi0*, or for a part, as *Gi0*';
    case 'ipv4Address':
    case 'ipv6Address':
      return 'it is an address, for which = takes an address or a prefix, and != an address';
    case 'macAddress':
      return 'it is a MAC address, for which = takes an address as 00:00:5e:00:53:01, or its leading bits as 00:00:5e:00:00:00/24, and != an address';
    case 'boolean':
      return 'it is true or false, for which there are = and !=';
    case 'float32':
    case 'float64':
      return 'it is a number as -1.5 or 2e6, and = takes a range, too, as 0.5:2';
    case 'signed8':
    case 'signed16':
    case 'signed32':
    case 'signed64':
      return 'it is a whole number, which may be negative, and = takes a range, too, as -5:5';
    case 'unsigned8':
    case 'unsigned16':
    case 'unsigned32':
    case 'unsigned64':
      return 'it is a whole number, and = takes a range, too, as 64:128';
    case 'dateTimeSeconds':
    case 'dateTimeMilliseconds':
    case 'dateTimeMicroseconds':
    case 'dateTimeNanoseconds': {
      const unit = type.slice('dateTime'.length).toLowerCase();
      return `it is a time in whole ${unit}, written with its zone as 2026-11-20T12:00:00Z or 2026-11-20T13:00:00+01:00, or as ${unit} since 1970, and = takes a range, too, with : between two times`;
    }
    case undefined:
      return 'nobody knows its type, and it takes a number, a text with = or !=, or octets as 0x0102';
    default:
      return `it is of type ${type}, for which = and != take octets as 0x0102`;
  }
}
