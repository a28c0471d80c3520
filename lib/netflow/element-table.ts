/** Tables of information elements as text: the built-in one, and those in files that a site adds. */
import { isFieldName, type FieldName } from '../flow/field.js';

/** The abstract data types of RFC 7012 section 3.1 and RFC 6313. */
export const ELEMENT_TYPES = [
  'octetArray',
  'unsigned8',
  'unsigned16',
  'unsigned32',
  'unsigned64',
  'signed8',
  'signed16',
  'signed32',
  'signed64',
  'float32',
  'float64',
  'boolean',
  'macAddress',
  'string',
  'dateTimeSeconds',
  'dateTimeMilliseconds',
  'dateTimeMicroseconds',
  'dateTimeNanoseconds',
  'ipv4Address',
  'ipv6Address',
  'basicList',
  'subTemplateList',
  'subTemplateMultiList',
] as const;
export type ElementType = (typeof ELEMENT_TYPES)[number];

/**
 * What an element can fill beside the fields of the record: parts of times, ICMP type and code as one number, and what
 * leads to a sampling rate.
 */
export const FILLS = ['start', 'end', 'duration', 'observed', 'system_init', 'icmp', 'sampler_id'] as const;
export type Fill = FieldName | (typeof FILLS)[number];

/** Whose element it is: IANA's, a type of NetFlow v9 beyond those, or that of an enterprise with its number. */
export type Owner = 'iana' | 'v9' | number;

export interface Element {
  readonly owner: Owner;
  readonly id: number;
  readonly name: string;
  readonly type: ElementType;
  readonly fill?: {
    readonly field: Fill;
    /** The lowest of those in a template fills the field. */
    readonly rank: number;
    /** `'reverse'`: it tells of the packets that went from the destination to the source. */
    readonly way: 'forward' | 'reverse';
  };
}

/** A line that cannot be used. */
export class ElementTableError extends Error {
  readonly code = 'bad-element';

  constructor(
    readonly source: string,
    readonly line: number,
    what: string,
  ) {
    super(`${source}, line ${line}: ${what}`);
  }
}

const MOST_ENTERPRISE = 2 ** 32 - 1;
const MOST_ID = 65535;

function isFill(name: string): name is Fill {
  return isFieldName(name) || FILLS.some((fill) => fill === name);
}

function ownerOf(word: string): Owner | undefined {
  if (word === 'v9') return word;
  return /^\d{1,10}$/.test(word) && Number(word) <= MOST_ENTERPRISE ? Number(word) || 'iana' : undefined;
}

/**
 * Reads a table: a line `[OWNER] NUMBER NAME TYPE [FIELD[:RANK]]` for each element, where OWNER is the enterprise's
 * number, or `v9` for a field type that only NetFlow v9 has. Empty lines, and what is behind a `#`, are left out.
 * @param source what the text is, for messages
 * @throws ElementTableError with the line
 */
export function parseElements(text: string, source: string): Element[] {
  return text.split('\n').flatMap((line, index) => {
    const words = line.replace(/#.*/, '').trim().split(/\s+/);
    if (words[0] === '') return [];
    const fail = (what: string): never => {
      throw new ElementTableError(source, index + 1, what);
    };
    const [ownerText, idText = '', name = '', typeText = '', fillText, more] = /^\d+$/.test(words[1] ?? '')
      ? words
      : ['0', ...words];
    const owner = ownerOf(ownerText ?? '') ?? fail(`"${ownerText}" is no enterprise number`);
    const id = /^\d{1,5}$/.test(idText) ? Number(idText) : 0;
    if (id === 0 || id > MOST_ID) fail(`"${idText}" is no number of an element, 1 to ${MOST_ID}`);
    if (!/^[A-Za-z][\w.-]*$/.test(name)) fail(`"${name}" is no name of an element`);
    const type = ELEMENT_TYPES.find((known) => known === typeText) ?? fail(`"${typeText}" is no type of an element`);
    if (more !== undefined) fail(`"${more}" is one word too many`);
    if (fillText === undefined) return [{ owner, id, name, type }];
    const [, reverse, field = '', rank = '1'] = /^(~?)(\w+)(?::(\d))?$/.exec(fillText) ?? [];
    if (!isFill(field)) return fail(`"${fillText}" is no field of a flow`);
    return [{ owner, id, name, type, fill: { field, rank: Number(rank), way: reverse ? 'reverse' : 'forward' } }];
  });
}
