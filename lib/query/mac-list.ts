/** Lists of MAC addresses and prefixes of such, as manufacturers have them. */
import { parseMac } from '../flow/mac.js';
import { FieldListError } from './field-list-error.js';
import type { Filter, Range } from './filter.js';
import { listElements, otherwise, type ListElement } from './list-elements.js';
import type { Quantity } from './quantity.js';
import { paintNumbers } from './ranges.js';

const BITS = 48;
export const ALL_MACS: Range<number> = { lo: 0, hi: 2 ** BITS - 1 };

function readMac(field: Quantity, { text, body }: ListElement): Range<number> {
  const [address = '', length = String(BITS), more] = body.split('/');
  const mac = parseMac(address);
  const size = /^\d{1,2}$/.test(length) && Number(length) <= BITS ? 2 ** (BITS - Number(length)) : undefined;
  if (mac === undefined || size === undefined || more !== undefined)
    throw new FieldListError(
      'not-a-mac',
      field,
      text,
      `"${text}" is not a MAC address: write it as 00:00:5e:00:53:01, or with the number of its leading bits as 00:00:5e:00:00:00/24.`,
    );
  const lo = Math.floor(mac / size) * size;
  return { lo, hi: lo + size - 1 };
}

/**
 * The filter that a list of MAC addresses means: `00:00:5e:00:53:01`, `00-00-5e-00-53-01`, `0000.5e00.5301`, each with `/len` or
 * without; of several elements that match, the last decides.
 * @throws FieldListError
 */
export function readMacList(field: Quantity, list: string): Filter & { kind: 'in' } {
  const elements = listElements(field, list).map((element) => ({
    ...readMac(field, element),
    include: element.include,
  }));
  return { kind: 'in', field, ranges: paintNumbers(elements, ALL_MACS, otherwise(elements)) };
}
