/** Times of elements as people write them. */

/** A date of the calendar with its zone; a fraction of up to nine digits. */
const TIME = /^((?:\d{4}|[+-]\d{6})-\d\d-\d\dT\d\d:\d\d(?::\d\d)?)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/i;
const FINEST = 9;

/** A number that is not negative, decimal or after 0x. */
export function wholeNumber(text: string): bigint | undefined {
  return /^(?:\d{1,39}|0x[0-9a-f]{1,32})$/i.test(text) ? BigInt(text) : undefined;
}

/**
 * Units since 1970, of a number of them or of a time with its zone.
 * @param perSecond 1,000,000 for microseconds
 * @returns undefined for what is neither, and for a time with parts of a unit
 */
export function unitsOf(text: string, perSecond: bigint): bigint | undefined {
  const [, upToSeconds, fraction = '', zone] = TIME.exec(text) ?? [];
  if (upToSeconds === undefined || zone === undefined) return wholeNumber(text);
  const ms = Date.parse((upToSeconds + zone).toUpperCase());
  if (Number.isNaN(ms)) return undefined;
  const parts = BigInt(fraction.padEnd(FINEST, '0')) * perSecond;
  const whole = 10n ** BigInt(FINEST);
  return parts % whole === 0n ? BigInt(ms / 1000) * perSecond + parts / whole : undefined;
}
