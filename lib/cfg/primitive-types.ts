/** The types of filter-primitives: one row each (reference section 5.3). */
import { parseMac } from '../flow/mac.js';
import { parseDate } from './date.js';
import { addressPrimitive, readHost } from './address-primitive.js';
import { parseClassicPrefix, parseMask, parseShortIpv4 } from './address-text.js';
import { readElement } from './element-primitive.js';
import { lookupPrimitive, type LookupOptions } from './lookup-primitive.js';
import { comparingPrimitive, orderedPrimitive, takeComparison, type Condition } from './ordered-primitive.js';
import type { Primitive, PrimitiveContext } from './primitive.js';
import { samplePrimitive } from './sample-primitive.js';
import type { Statement } from './statement.js';
import { parseTimeOfDay } from './time-of-day.js';

type MakePrimitive = (context: PrimitiveContext) => Primitive;

const DATA = 'permit/deny data';

const lookup =
  (options: LookupOptions): MakePrimitive =>
  (context) =>
    lookupPrimitive(options, context);

/** `ADDRESS MASK`: holds where address AND mask is the address given. */
function readMaskedAddress(statement: Statement): Condition {
  const [address, mask] = [statement.take(DATA), statement.take('a mask')].map((text, index) => {
    const value = index === 0 ? parseShortIpv4(text) : parseMask(text);
    if (value === undefined) throw statement.error(`"${text}" is not an IPv4 ${index === 0 ? 'address' : 'mask'}.`);
    return value;
  });
  return masked(address ?? 0, mask ?? 0);
}

/** `VALUE MASK`: holds where tag AND mask is the value. */
function readMaskedTag(statement: Statement): Condition {
  return masked(statement.takeNumber(DATA), statement.takeNumber('a mask'));
}

function masked(value: number, mask: number): Condition {
  return (field) => ({ kind: 'in', field, mask, ranges: [{ lo: value, hi: value }] });
}

function readMac(statement: Statement): Condition {
  const text = statement.take(DATA);
  const value = parseMac(text);
  if (value === undefined) throw statement.error(`"${text}" is not a MAC address: write it as 02:00:5e:00:53:01.`);
  return (field) => ({ kind: 'in', field, ranges: [{ lo: value, hi: value }] });
}

/** `OP X` with a real number. */
function readReal(statement: Statement): Condition {
  const op = takeComparison(statement);
  const text = statement.take('a number');
  const value = Number(text);
  if (!Number.isFinite(value)) throw statement.error(`"${text}" is not a number.`);
  return (field) => ({ kind: 'compare', field, op, value });
}

function readTimeOfDay(statement: Statement): number {
  const text = statement.take('HH:MM:SS');
  const seconds = parseTimeOfDay(text);
  if (seconds === undefined) throw statement.error(`"${text}" is not a time of day: write HH, HH:MM or HH:MM:SS.`);
  return seconds;
}

const counter: MakePrimitive = () =>
  comparingPrimitive(
    { lo: 0, hi: Number.MAX_SAFE_INTEGER },
    (statement) => statement.takeNumber('a number', Number.MAX_SAFE_INTEGER),
    (field, ranges) => ({ kind: 'in', field, ranges }),
  );

const timeOfDay: MakePrimitive = ({ zone }) =>
  comparingPrimitive({ lo: 0, hi: 86_399 }, readTimeOfDay, (field, ranges) => {
    if (field !== 'start_ms' && field !== 'end_ms') throw new TypeError(`${field} is not a time`); // see the matches
    return { kind: 'clock', field, zone, ranges };
  });

/** Compares whole seconds, as the original does: a flow that starts within the second named is equal to it. */
const date: MakePrimitive = ({ now }) =>
  comparingPrimitive(
    { lo: 0, hi: 0xffffffff },
    (statement) => {
      const moment = parseDate(statement.rest('a date'), now);
      if (moment === undefined) throw statement.error('Cannot parse time/date.');
      return moment / 1000;
    },
    (field, ranges) => ({
      kind: 'in',
      field,
      ranges: ranges.map(({ lo, hi }) => ({ lo: lo * 1000, hi: hi * 1000 + 999 })),
    }),
  );

interface PrimitiveTypeRow {
  /** What follows `permit` and `deny`, as a synopsis shows it. */
  readonly argument: string;
  /** What that is, and how several statements go together. */
  readonly text: string;
  readonly make: MakePrimitive;
}

const LIST = 'LIST';
const LONGEST = 'The longest prefix that matches decides.';
const FIRST = 'The first statement that holds decides.';

/** AS numbers and interfaces are 32 bits wide in newer exports, prefixes as long as IPv6 has them. */
export const PRIMITIVE_TYPES = {
  as: {
    argument: LIST,
    text: 'AS numbers, or names from asn.sym or tag.sym.',
    make: lookup({ largest: 0xffffffff, symbols: ['asn', 'tag'] }),
  },
  'ip-address-prefix': {
    argument: 'PREFIX',
    text: `A prefix: 10.0.0.0/8, 10.1/16, 2001:db8::/32. ${LONGEST}`,
    make: () => addressPrimitive(parseClassicPrefix),
  },
  'ip-address': { argument: 'ADDRESS', text: 'One address.', make: () => addressPrimitive(readHost) },
  'ip-address-mask': {
    argument: 'ADDRESS MASK',
    text: `Holds where the flow's address AND MASK is ADDRESS. ${FIRST}`,
    make: () => orderedPrimitive(readMaskedAddress),
  },
  'ip-protocol': {
    argument: LIST,
    text: 'IP protocols, by number or by name from ip-prot.sym.',
    make: lookup({ largest: 255, symbols: ['ip-prot'] }),
  },
  'ip-port': {
    argument: LIST,
    text: 'Ports, by number or by name from tcp-port.sym.',
    make: lookup({ largest: 0xffff, symbols: ['tcp-port'] }),
  },
  'ip-address-prefix-len': { argument: LIST, text: 'Prefix lengths.', make: lookup({ largest: 128 }) },
  'ip-tos': {
    argument: LIST,
    text: 'ToS octets, after AND with the mask of the primitive if it has one.',
    make: lookup({ largest: 255, mask: 'each' }),
  },
  'ip-tcp-flags': {
    argument: LIST,
    text: 'TCP flags as one number (FIN 1, SYN 2, RST 4, PSH 8, ACK 16, URG 32), after AND with the mask.',
    make: lookup({ largest: 255, mask: 'each' }),
  },
  ifindex: { argument: LIST, text: 'Interfaces by their SNMP ifIndex.', make: lookup({ largest: 0xffffffff }) },
  engine: { argument: LIST, text: 'Engine ids or types.', make: lookup({ largest: 255 }) },
  counter: { argument: 'OP NUMBER', text: `Compares a whole number. ${FIRST}`, make: counter },
  double: {
    argument: 'OP NUMBER',
    text: `Compares a real number. ${FIRST}`,
    make: () => orderedPrimitive(readReal),
  },
  time: {
    argument: 'OP HH[:MM[:SS]]',
    text: `Compares the time of day in the time zone of the process (TZ). ${FIRST}`,
    make: timeOfDay,
  },
  'time-date': {
    argument: 'OP DATE',
    text: `Compares date and time, whole seconds; without a zone in that of the process (TZ). ${FIRST}`,
    make: date,
  },
  tag: {
    argument: LIST,
    text: 'Tags, by number or by name from tag.sym.',
    make: lookup({ largest: 0xffffffff, symbols: ['tag'] }),
  },
  'tag-mask': {
    argument: 'VALUE MASK',
    text: `Holds where the flow's tag AND MASK is VALUE. ${FIRST}`,
    make: () => orderedPrimitive(readMaskedTag),
  },
  number: { argument: LIST, text: 'Numbers; not known to flow-tools.', make: lookup({ largest: 0xffffffff }) },
  'mac-address': {
    argument: 'MAC',
    text: `A MAC address, as 02:00:5e:00:53:01; not known to flow-tools. ${FIRST}`,
    make: () => orderedPrimitive(readMac),
  },
  element: {
    argument: 'NAME OP VALUE',
    text: `Holds where an element without a field, by its name or as e9id1 (enterprise 9, number 1) or v9id1, compares so: numbers and times by lt gt eq ne le ge in (a range FROM:TO, of which one end may be left out), texts by eq ne begins contains, addresses and MAC addresses by eq ne in (leading bits, as 192.0.2.0/24), true and false by eq ne, octets as 0x0102 by eq ne begins contains. Times are written with their zone, as 2026-11-20T12:00:00.25Z, or as whole units of their type since 1970. An element that fills a field of the flow is refused, with the match to use; not known to flow-tools. ${FIRST}`,
    make: () => orderedPrimitive(readElement),
  },
  rate: { argument: 'N', text: 'One flow in N, at random. It can only be permitted.', make: samplePrimitive },
} as const satisfies Readonly<Record<string, PrimitiveTypeRow>>;

export type PrimitiveType = keyof typeof PRIMITIVE_TYPES;

export function isPrimitiveType(name: string): name is PrimitiveType {
  return Object.hasOwn(PRIMITIVE_TYPES, name);
}
