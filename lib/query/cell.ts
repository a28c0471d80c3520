/** From what the data base returns to the cells of a result. */
import { formatIpv4, formatIpv6 } from '../flow/address.js';

/** Integers beyond 2⁵³ come as bigint; addresses as their text; times (`ms`) as milliseconds since 1970. */
export type Cell = number | bigint | string | null;

/** One value as a data base returns it; 64-bit and wider integers as bigint. */
export type RawCell = number | bigint | string | null;

/** Makes one cell of the raw values `row[at]` and, for some columns, those after it. */
export type CellReader = (row: readonly RawCell[], at: number) => Cell;

/** A number as it is, a bigint as a number where that is exact. @throws TypeError for a text */
export function numberCell(value: RawCell): number | bigint | null {
  if (typeof value === 'string') throw new TypeError('a text stands where a number was expected');
  if (typeof value !== 'bigint') return value;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

export const readText: CellReader = (row, at) => row[at] ?? null;

export const readNumber: CellReader = (row, at) => numberCell(row[at] ?? null);

/** The IPv4 number at `at`, the halves of an IPv6 one after it where the relation can hold IPv6. */
export const readAddress: CellReader = (row, at) => {
  const v4 = row[at] ?? null;
  if (v4 !== null) return formatIpv4(Number(v4)); // a cut address comes as a wider integer
  const [hi, lo] = [row[at + 1], row[at + 2]];
  return typeof hi === 'bigint' && typeof lo === 'bigint' ? formatIpv6((hi << 64n) | lo) : null;
};
