/** Sizes as -E takes them. */

const SUFFIXES: Readonly<Record<string, number>> = { '': 1, b: 512, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30 };

/**
 * Octets of a size text: a number in C notation (decimal, 0x hexadecimal, 0 octal) and a suffix b (×512), K, M or G.
 * In a hexadecimal number a final b is a digit.
 * @returns undefined if it is malformed
 */
export function parseSize(text: string): number | undefined {
  const [, number, suffix = ''] = /^(0x[0-9a-f]+|\d+)([bKMG]?)$/i.exec(text) ?? [];
  const factor = SUFFIXES[suffix];
  if (number === undefined || factor === undefined) return undefined;
  const octal = /^0\d/.test(number);
  if (octal && !/^[0-7]+$/.test(number)) return undefined;
  const octets = (octal ? parseInt(number, 8) : Number(number)) * factor;
  return Number.isSafeInteger(octets) ? octets : undefined;
}
