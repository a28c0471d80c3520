/** Numbers as C writes them: decimal, 0x hexadecimal, and octal with a leading 0 (reference section 5.0). */

const NUMBER = /^(?:0x[0-9a-f]+|0[0-7]*|[1-9]\d*)$/i;

/**
 * @returns the number, or undefined if the text is not one or lies beyond 2⁵³
 */
export function parseNumber(text: string): number | undefined {
  if (!NUMBER.test(text)) return undefined;
  const value = /^0[0-7]/.test(text) ? parseInt(text, 8) : Number(text);
  return Number.isSafeInteger(value) ? value : undefined;
}
