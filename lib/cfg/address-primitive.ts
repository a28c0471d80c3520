/** Primitives that are sets of addresses: exact ones, and prefixes of which the longest decides. */
import { parseAddress, type Prefix } from '../flow/address.js';
import { isFieldName } from '../flow/field.js';
import { longestPrefix, type PrefixElement } from '../query/address-list.js';
import { parseShortIpv4 } from './address-text.js';
import type { Primitive, Verdict } from './primitive.js';

/** One address; IPv4 may be shortened as prefixes are. */
export function readHost(text: string): Prefix | undefined {
  const short = parseShortIpv4(text);
  if (short !== undefined) return { address: { family: 4, value: short }, length: 32 };
  const address = parseAddress(text);
  return address && { address, length: address.family === 4 ? 32 : 128 };
}

/** @param read the argument of `permit` and `deny`: a host or a prefix */
export function addressPrimitive(read: (text: string) => Prefix | undefined): Primitive {
  const elements: PrefixElement[] = [];
  let otherwise: Verdict = 'deny';
  return {
    add(verdict, statement) {
      const text = statement.take('permit/deny data');
      const prefix = read(text);
      if (!prefix) throw statement.error(`"${text}" is not an address or prefix.`);
      elements.push({ prefix, include: verdict === 'permit' });
    },
    setDefault(verdict) {
      otherwise = verdict;
    },
    filter(field) {
      if (!isFieldName(field)) throw new TypeError(`${field} is not an address`); // the table of matches forbids it
      return longestPrefix(field, elements, otherwise === 'permit' ? 'pass' : 'fail');
    },
  };
}
