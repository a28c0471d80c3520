/** The types of filter-primitives: one row each (reference section 5.3). */
import { parseDate } from './date.js';
import { addressPrimitive, readHost } from './address-primitive.js';
import { parseClassicPrefix, parseMask, parseShortIpv4 } from './address-text.js';
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

/** AS numbers and interfaces are 32 bits wide in newer exports, prefixes as long as IPv6 has them. */
export const PRIMITIVE_TYPES = {
  as: lookup({ largest: 0xffffffff, symbols: ['asn', 'tag'] }),
  'ip-address-prefix': () => addressPrimitive(parseClassicPrefix),
  'ip-address': () => addressPrimitive(readHost),
  'ip-address-mask': () => orderedPrimitive(readMaskedAddress),
  'ip-protocol': lookup({ largest: 255, symbols: ['ip-prot'] }),
  'ip-port': lookup({ largest: 0xffff, symbols: ['tcp-port'] }),
  'ip-address-prefix-len': lookup({ largest: 128 }),
  'ip-tos': lookup({ largest: 255, mask: 'each' }),
  'ip-tcp-flags': lookup({ largest: 255, mask: 'each' }),
  ifindex: lookup({ largest: 0xffffffff }),
  engine: lookup({ largest: 255 }),
  counter,
  double: () => orderedPrimitive(readReal),
  time: timeOfDay,
  'time-date': date,
  tag: lookup({ largest: 0xffffffff, symbols: ['tag'] }),
  'tag-mask': () => orderedPrimitive(readMaskedTag),
  rate: samplePrimitive,
} as const satisfies Readonly<Record<string, MakePrimitive>>;

export type PrimitiveType = keyof typeof PRIMITIVE_TYPES;

export function isPrimitiveType(name: string): name is PrimitiveType {
  return Object.hasOwn(PRIMITIVE_TYPES, name);
}
