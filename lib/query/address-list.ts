/** Lists of addresses and prefixes of both families; the longest matching prefix decides, wherever it stands. */
import { parsePrefix, prefixRange, type Prefix } from '../flow/address.js';
import type { FieldName } from '../flow/field.js';
import { FieldListError } from './field-list-error.js';
import type { Filter } from './filter.js';
import { listElements, otherwise, type ListElement } from './list-elements.js';
import { paintBigints, paintNumbers, type Element } from './ranges.js';

const ALL_V4 = { lo: 0, hi: 0xffffffff } as const;
const ALL_V6 = { lo: 0n, hi: (1n << 128n) - 1n } as const;

function addressError(field: FieldName, { text, body }: ListElement): FieldListError {
  const [address = '', length] = body.split('/');
  if (length !== undefined && parsePrefix(address)) {
    const longest = address.includes(':') ? 128 : 32;
    const right = `write the number of leading bits, from 0 to ${longest}, after the slash`;
    return new FieldListError('bad-prefix-length', field, text, `"${text}" has no usable prefix length: ${right}.`);
  }
  if (/[a-z]/i.test(address) && !address.includes(':')) {
    const right = 'write its address, as 192.0.2.1 or 2001:db8::1';
    return new FieldListError(
      'host-name',
      field,
      text,
      `"${text}" is a host name, and only addresses work here: ${right}.`,
    );
  }
  const right = 'write all four numbers, as 192.0.2.1 or 192.0.2.0/24, or an IPv6 address or prefix, as 2001:db8::/32';
  return new FieldListError('not-an-address', field, text, `"${text}" is not an address: ${right}.`);
}

export interface PrefixElement {
  readonly prefix: Prefix;
  readonly include: boolean;
}

/** The test that the longest matching prefix decides, of equal ones the last; `otherwise` holds in both families. */
export function longestPrefix(
  field: FieldName,
  elements: readonly PrefixElement[],
  otherwise: 'pass' | 'fail',
): Filter & { kind: 'address' } {
  const v4: Element<number>[] = [];
  const v6: Element<bigint>[] = [];
  // the painter lets the last element decide: so the longest prefix must come last (the sort is stable)
  for (const element of elements.toSorted((left, right) => left.prefix.length - right.prefix.length))
    pushRange(element, v4, v6);
  return { kind: 'address', field, v4: paintNumbers(v4, ALL_V4, otherwise), v6: paintBigints(v6, ALL_V6, otherwise) };
}

/**
 * The filter that a list of addresses means. Host bits do not count. Of equal prefixes the last decides. What no element
 * matches passes, in both families, if the list has nothing but exclusions.
 * @throws FieldListError
 */
export function readAddressList(field: FieldName, list: string): Filter & { kind: 'address' } {
  const elements = listElements(field, list).map((element) => {
    const prefix = parsePrefix(element.body);
    if (!prefix) throw addressError(field, element);
    return { prefix, include: element.include };
  });
  return longestPrefix(field, elements, otherwise(elements));
}

function pushRange({ prefix, include }: PrefixElement, v4: Element<number>[], v6: Element<bigint>[]): void {
  const { lo, hi } = prefixRange(prefix);
  if (typeof lo === 'number' && typeof hi === 'number') v4.push({ lo, hi, include });
  else if (typeof lo === 'bigint' && typeof hi === 'bigint') v6.push({ lo, hi, include });
}
