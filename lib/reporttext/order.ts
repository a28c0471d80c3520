/** Orders the rows of a report by a column. */
import { parseIpv4 } from '../flow/address.js';

export type Row = readonly string[];

/** A number to order by: of a number or an IPv4 address, with or without a mask. */
function magnitude(text: string): number | undefined {
  if (/^-?\d+(?:\.\d+)?$/.test(text)) return Number(text);
  return parseIpv4(text.replace(/\/.*$/, ''));
}

function compare(one: string, other: string): number {
  const [left, right] = [magnitude(one), magnitude(other)];
  if (left !== undefined && right !== undefined) return left - right;
  if (left === undefined && right === undefined) return one < other ? -1 : one > other ? 1 : 0;
  return left === undefined ? 1 : -1; // numbers before names
}

/** Equal rows stay in their order. */
export function byColumn(column: number, direction: 'rising' | 'falling'): (one: Row, other: Row) => number {
  const sign = direction === 'rising' ? 1 : -1;
  return (one, other) => sign * compare(one[column] ?? '', other[column] ?? '');
}
