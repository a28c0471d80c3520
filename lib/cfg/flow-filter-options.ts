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

/** An option that states a condition. */
export interface ConditionRow {
  readonly value: string;
  readonly text: string;
  readonly read: ReadCondition;
}

/** By option letter. */
export const CONDITIONS: Readonly<Record<string, ConditionRow>> = {
  a: { value: 'as_list', text: 'Source AS.', read: numbers('src_as', U32) },
  A: { value: 'as_list', text: 'Destination AS.', read: numbers('dst_as', U32) },
  i: { value: 'interface_list', text: 'Input interface (ifIndex).', read: numbers('input', U32) },
  I: { value: 'interface_list', text: 'Output interface (ifIndex).', read: numbers('output', U32) },
  p: { value: 'port_list', text: 'Source port.', read: numbers('srcport', U16) },
  P: { value: 'port_list', text: 'Destination port.', read: numbers('dstport', U16) },
  r: { value: 'protocol_list', text: 'IP protocol, by number or name.', read: numbers('prot', PROTOCOL) },
  t: { value: 'value[/mask]', text: 'ToS octet after AND with the mask.', read: maskedOctet('tos') },
  T: { value: 'value[/mask]', text: 'TCP flags after AND with the mask; flows that are not TCP pass.', read: tcpFlags },
  e: { value: 'address', text: 'Exporter.', read: exporter },
  S: { value: 'list_name', text: 'Source address, by a standard access list.', read: standard('srcaddr') },
  D: { value: 'list_name', text: 'Destination address, by a standard access list.', read: standard('dstaddr') },
  x: { value: 'list_name', text: 'Next hop, by a standard access list.', read: standard('nexthop') },
  E: {
    value: 'list_name',
    text: 'The whole flow, by an extended access list.',
    read: (name, { lists }) => lists().extended(name),
  },
};
