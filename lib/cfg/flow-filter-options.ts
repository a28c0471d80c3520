/** The conditions of flow-filter's options, as filter trees (reference section 5.14). */
import type { FieldName } from '../flow/field.js';
import type { Filter } from '../query/filter.js';
import { PROTOCOL_NUMBERS } from '../query/protocol.js';
import type { AccessLists } from './access-list.js';
import { parseShortIpv4 } from './address-text.js';
import { ListError, parseList, type ListOptions } from './list.js';
import { parseNumber } from './number.js';
import { paintNumbers } from '../query/ranges.js';

/** What conditions need besides the option's value. */
export interface ConditionContext {
  /** The access lists; only called when one is named. */
  readonly lists: () => AccessLists;
  /** Whether a flow must meet all conditions or any one. */
  readonly needed: 'all' | 'any';
}

/** An option's value as a condition. @throws ListError, CfgError */
type ReadCondition = (value: string, context: ConditionContext) => Filter;

/** A leading `!` inverts the whole list. */
function numbers(field: FieldName, options: ListOptions): ReadCondition {
  return (value) => {
    const { inverted, ranges } = parseList(value, options);
    const elements = ranges.map((range) => ({ ...range, include: true }));
    const test: Filter = { kind: 'in', field, ranges: paintNumbers(elements, { lo: 0, hi: options.largest }, 'fail') };
    return inverted ? { kind: 'not', of: test } : test;
  };
}

/** `VALUE[/MASK]`, several with commas between them; a leading `!` inverts the whole list. */
function maskedOctet(field: FieldName): ReadCondition {
  return (text) => {
    const tests = text
      .replace(/^!/, '')
      .split(',')
      .map<Filter>((element) => {
        const [value, mask = 255, more] = element.split('/').map((part) => parseNumber(part) ?? NaN);
        if (value === undefined || more !== undefined || !(value <= 255) || !(mask <= 255))
          throw new ListError(`"${element}" is not VALUE or VALUE/MASK, both from 0 to 255.`);
        return { kind: 'in', field, mask, ranges: [{ lo: value, hi: value }] };
      });
    const any: Filter = { kind: 'or', of: tests };
    return text.startsWith('!') ? { kind: 'not', of: any } : any;
  };
}

const IS_TCP: Filter = { kind: 'in', field: 'prot', ranges: [{ lo: 6, hi: 6 }] };
const readTcpFlags = maskedOctet('tcp_flags');

/** Asks nothing of flows that are not TCP; but where one condition is enough, it is not this one that they meet. */
function tcpFlags(text: string, context: ConditionContext): Filter {
  const flags = readTcpFlags(text, context);
  if (context.needed === 'any') return { kind: 'and', of: [IS_TCP, flags] };
  return { kind: 'or', of: [{ kind: 'not', of: IS_TCP }, flags] };
}

function exporter(text: string): Filter {
  const address = parseShortIpv4(text);
  if (address === undefined) throw new ListError(`"${text}" is not an IPv4 address.`);
  return { kind: 'in', field: 'exaddr', ranges: [{ lo: address, hi: address }] };
}

function standard(field: FieldName): ReadCondition {
  return (name, { lists }) => lists().standard(name, field);
}

const U16 = { largest: 0xffff };
const U32 = { largest: 0xffffffff };
const PROTOCOL = { largest: 255, lookUp: (name: string) => PROTOCOL_NUMBERS.get(name.toLowerCase()) };

/** Each option letter that states a condition. */
export const CONDITIONS: Readonly<Record<string, ReadCondition>> = {
  a: numbers('src_as', U32),
  A: numbers('dst_as', U32),
  i: numbers('input', U32),
  I: numbers('output', U32),
  p: numbers('srcport', U16),
  P: numbers('dstport', U16),
  r: numbers('prot', PROTOCOL),
  t: maskedOctet('tos'),
  T: tcpFlags,
  e: exporter,
  S: standard('srcaddr'),
  D: standard('dstaddr'),
  x: standard('nexthop'),
  E: (name, { lists }) => lists().extended(name),
};
