/** The flow-nfilter definition at the head of a tracking's file, from its fields (reference sections 2.5 and 6.2). */
import { MATCHES } from '../cfg/matches.js';
import type { PrimitiveType } from '../cfg/primitive-types.js';
import { formatIpv4 } from '../flow/address.js';
import { flowField } from '../flow/field.js';
import { formatMac } from '../flow/mac.js';
import type { Filter, Range } from '../query/filter.js';

/** What the definition is called. */
export const DEFINITION = 'Flow_Filter';

/** The time limits of the original, which its Collector replaces before each use. */
const TIMES = ['start_flows', 'end_flows'] as const;
const PLACEHOLDER = 'January 1, 2000 00:00:00';

/** A filter of one field, as lists of the form are read. */
type FieldFilter = Extract<Filter, { readonly kind: 'in' | 'address' }>;

/** What one primitive can say: the filter of a field, or the test of an element. */
type Test = FieldFilter | Extract<Filter, { readonly kind: 'pair' }>;

function isTest(filter: Filter): filter is Test {
  const { kind } = filter;
  return kind === 'in' || kind === 'address' || kind === 'pair';
}

interface Line {
  readonly match: string;
  readonly primitive: string;
}

/** More alternatives would fill pages: lists for either side, joined by AND, multiply. */
const MOST_GROUPS = 64;

/** flow-nfilter has no words for a filter. */
class Inexpressible extends Error {}

const WIDTH = { u8: 0xff, u16: 0xffff, u32: 0xffffffff, ip: 0xffffffff, mac: 2 ** 48 - 1 } as const;

/** What the ranges leave of 0 to `largest`. */
function complement(ranges: readonly Range<number>[], largest: number): Range<number>[] {
  const gaps: Range<number>[] = [];
  let from = 0;
  for (const { lo, hi } of ranges) {
    if (lo > from) gaps.push({ lo: from, hi: lo - 1 });
    from = hi + 1;
  }
  if (from <= largest) gaps.push({ lo: from, hi: largest });
  return gaps;
}

/** The fewest prefixes that cover a range. */
function prefixes({ lo, hi }: Range<number>): string[] {
  const texts: string[] = [];
  for (let from = lo; from <= hi;) {
    let size = 1;
    while (from % (size * 2) === 0 && from + size * 2 - 1 <= hi) size *= 2;
    texts.push(`${formatIpv4(from)}/${32 - Math.log2(size)}`);
    from += size;
  }
  return texts;
}

/** Types of primitives that are lists of numbers. */
const LISTS: ReadonlySet<PrimitiveType> = new Set([
  'as',
  'ip-port',
  'ifindex',
  'ip-protocol',
  'ip-tos',
  'ip-tcp-flags',
  'number',
  'mac-address',
]);

/** The type of primitive for a field, and the name that a definition matches it by. */
function matchOf({ field, kind }: FieldFilter): { readonly match: string; readonly type: PrimitiveType } {
  const row = MATCHES.find((each) => each.field === field);
  const [match] = row?.names ?? [];
  const type = kind === 'address' ? 'ip-address-prefix' : row?.types.find((each) => LISTS.has(each));
  if (match === undefined || type === undefined) throw new Inexpressible(field);
  return { match, type };
}

/** An element of a list of numbers. */
function word(type: PrimitiveType, { lo, hi }: Range<number>): string {
  if (type !== 'mac-address') return lo === hi ? String(lo) : `${lo}-${hi}`;
  if (lo !== hi) throw new Inexpressible('a range of MAC addresses');
  return formatMac(lo);
}

/** Whichever is shorter is written, what passes or what does not: `-80` is `deny 80`. */
function primitive(name: string, filter: FieldFilter, passing: 'what is listed' | 'what is not'): string {
  const { type } = matchOf(filter);
  const ranges = filter.kind === 'address' ? filter.v4 : filter.ranges;
  const width = flowField(filter.field as 'prot').type as keyof typeof WIDTH; // criteria test fields of these types
  const largest = WIDTH[width];
  // where no IPv6 address passes, none may by default
  const isOpen = ranges.at(-1)?.hi === largest && (filter.kind === 'in' || filter.v6.length > 0);
  const gaps = complement(ranges, largest);
  const isShorter = passing === 'what is listed' && isOpen && gaps.length <= ranges.length;
  const [verdict, otherwise] = isShorter || passing === 'what is not' ? ['deny', 'permit'] : ['permit', 'deny'];
  const listed = isShorter ? gaps : ranges;
  const words = listed.flatMap((range) => (filter.kind === 'address' ? prefixes(range) : [word(type, range)]));
  const lines = words.map((text) => `  ${verdict} ${text}\n`);
  return `filter-primitive ${name}\n  type ${type}\n${lines.join('')}  default ${otherwise}\n\n`;
}

/** A primitive of type element. */
function elementPrimitive(name: string, words: string | undefined, passing: 'what is listed' | 'what is not'): string {
  if (words === undefined) throw new Inexpressible('a value with blanks');
  const [verdict, otherwise] = passing === 'what is not' ? ['deny', 'permit'] : ['permit', 'deny'];
  return `filter-primitive ${name}\n  type element\n  ${verdict} ${words}\n  default ${otherwise}\n\n`;
}

/** Makes the primitive of a test, and the line that uses it. */
type LineOf = (filter: Test, passing: 'what is listed' | 'what is not') => Line;

/** A filter as alternatives of matches that must all hold. */
function alternatives(filter: Filter, lineOf: LineOf): Line[][] {
  if (isTest(filter)) return [[lineOf(filter, 'what is listed')]];
  if (filter.kind === 'not' && isTest(filter.of)) return [[lineOf(filter.of, 'what is not')]];
  if (filter.kind === 'or') return filter.of.flatMap((part) => alternatives(part, lineOf));
  if (filter.kind !== 'and') throw new Inexpressible(filter.kind);
  let groups: Line[][] = [[]];
  for (const part of filter.of) {
    const more = alternatives(part, lineOf);
    groups = groups.flatMap((group) => more.map((lines) => [...group, ...lines]));
    if (groups.length > MOST_GROUPS) throw new Inexpressible('too many alternatives');
  }
  return groups;
}

/**
 * The text of the definition. IPv6 addresses, which flow-tools does not know, are left out; of a filter that flow-nfilter has no words
 * for, a comment is made that says so.
 */
export function definitionText(filter: Filter): string {
  const primitives: string[] = [];
  const lineOf: LineOf = (test, passing) => {
    if (test.kind === 'pair') {
      const name = `element_${primitives.length + 1}`;
      primitives.push(elementPrimitive(name, test.words, passing));
      return { match: 'element', primitive: name };
    }
    const name = `${test.field}_${primitives.length + 1}`;
    primitives.push(primitive(name, test, passing));
    return { match: matchOf(test).match, primitive: name };
  };
  let groups: Line[][];
  try {
    groups = alternatives(filter, lineOf);
  } catch (error) {
    if (error instanceof Inexpressible) return '# flow-nfilter cannot say what the lines below ask for.';
    throw error;
  }
  const [start, end] = TIMES;
  const times = [
    `filter-primitive ${start}\n  type time-date\n  permit ge ${PLACEHOLDER}\n  default deny\n\n`,
    `filter-primitive ${end}\n  type time-date\n  permit lt ${PLACEHOLDER}\n  default deny\n\n`,
  ];
  const limits: Line[] = [
    { match: 'end-time', primitive: start },
    { match: 'start-time', primitive: end },
  ];
  const blocks = groups.map((group) =>
    [...group, ...limits].map(({ match, primitive: name }) => `  match ${match} ${name}\n`).join(''),
  );
  return `${[...primitives, ...times].join('')}filter-definition ${DEFINITION}\n${blocks.join('  or\n')}`;
}

/** The definition without its time limits, and whether anything else is tested. */
export function withoutTimes(definition: string): { readonly text: string; readonly tests: 'something' | 'nothing' } {
  const lines = definition.split('\n');
  const kept = lines.filter((line) => !/^\s*match\s+(?:start-time|end-time)\s/i.test(line));
  return { text: kept.join('\n'), tests: kept.some((line) => /^\s*match\s/i.test(line)) ? 'something' : 'nothing' };
}
