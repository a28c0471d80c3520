/** Arithmetic on counters, which are bigint where they exceed 2⁵³. */

export type Amount = number | bigint;

/** bigint only where a number would not be exact. */
function tidy(value: bigint): Amount {
  return value >= -Number.MAX_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : value;
}

/** Times a factor; whole factors keep whole amounts exact. */
export function scale(amount: Amount, factor: number): Amount {
  if (factor === 1) return amount;
  if (Number.isInteger(factor) && (typeof amount === 'bigint' || Number.isInteger(amount)))
    return tidy(BigInt(amount) * BigInt(factor));
  return Number(amount) * factor;
}

export function subtract(left: Amount, right: Amount): Amount {
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  return Number.isInteger(Number(left)) && Number.isInteger(Number(right))
    ? tidy(BigInt(left) - BigInt(right))
    : Number(left) - Number(right);
}

/** Octets per flow, packets per flow: rounded down, null where there is no flow. */
export function average(amount: Amount, count: Amount): number | null {
  return Number(count) > 0 ? Math.floor(Number(amount) / Number(count)) : null;
}

/** Part of the total in percent; null where there is no total. */
export function sharePercent(part: Amount, total: Amount): number | null {
  return Number(total) > 0 ? (100 * Number(part)) / Number(total) : null;
}

/** Mean bits per second over a time span, rounded down (reference section 12.3). */
export function meanRate(octets: Amount, seconds: number): number {
  return Math.floor((Number(octets) * 8) / seconds);
}
