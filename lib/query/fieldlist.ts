/**
 * The comma separated lists of the filter form (reference sections 2.4 and 2.5): inclusions, and exclusions with `-`.
 * A list is resolved into disjoint rising ranges when it is read, so that 10,000 elements cost nothing per flow.
 */
import { flowField, isFieldName, type FieldName } from '../flow/field.js';
import { readAddressList } from './address-list.js';
import { EVERY_FLOW, type Filter } from './filter.js';
import { listElements, otherwise } from './list-elements.js';
import { readMacList } from './mac-list.js';
import { readMaskList } from './mask-list.js';
import { readNumberList } from './number-list.js';
import { orAbsent } from './or-absent.js';
import { testedType, type Quantity, type QuantityInfo } from './quantity.js';

/** Fields whose elements are bit patterns. */
const PATTERNS: ReadonlySet<Quantity> = new Set<Quantity>(['tos', 'marked_tos', 'tcp_flags']);

const LARGEST: Readonly<Record<Exclude<QuantityInfo['type'], 'ip' | 'text'>, number>> = {
  u8: 0xff,
  u16: 0xffff,
  u32: 0xffffffff,
  u64: Number.MAX_SAFE_INTEGER,
  mac: 2 ** 48 - 1,
  ms: Number.MAX_SAFE_INTEGER,
  integer: Number.MAX_SAFE_INTEGER,
  real: Number.MAX_SAFE_INTEGER,
};

/**
 * The filter that a list typed for one field means; a list without elements passes every flow.
 *
 * - addresses: `a.b.c.d`, `a.b.c.d/len`, IPv6 alike; the longest prefix decides, whatever the order
 * - TOS and TCP flags: `value` or `value/mask`, decimal or 0x hexadecimal
 * - MAC addresses: `aa:bb:cc:dd:ee:ff` in any usual way of writing, also with `/len`
 * - all others: `n`, `lo:hi` or `lo-hi`, `lo:` or `:hi`; protocols, ports and codes also by name, AS numbers and applications
 *   also in two parts
 *
 * In all but addresses the last element that matches decides. What no element matches passes if there are only
 * exclusions, else not. So do flows of records that have no place for a field of extended records.
 * @throws FieldListError at the first element that is not understood
 */
export function readFieldList(field: Quantity, list: string): Filter {
  if (/^[\s,]*$/.test(list)) return EVERY_FLOW;
  const type = testedType(field, 'filter');
  const isLackable = isFieldName(field) && flowField(field).origin === 'extended';
  const filter = readList(field, type, list);
  if (!isLackable || otherwise(listElements(field, list)) === 'fail') return filter;
  return orAbsent(filter, type === 'ip' ? undefined : { lo: 0, hi: LARGEST[type] });
}

function readList(field: Quantity, type: Exclude<QuantityInfo['type'], 'text'>, list: string) {
  if (type === 'ip') return readAddressList(field as FieldName, list); // only fields have the type ip
  if (type === 'mac') return readMacList(field, list);
  if (PATTERNS.has(field)) return readMaskList(field, list);
  return readNumberList(field, list, { lo: 0, hi: LARGEST[type] });
}
