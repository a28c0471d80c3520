/** Times in the format of NTP, as dateTimeMicroseconds and dateTimeNanoseconds are sent (RFC 7011 sections 6.1.9 and 6.1.10). */

/** From 1900, where NTP counts from, to 1970, seconds. */
const EPOCH = 2_208_988_800n;

/** Ticks of an era. Seconds with the high bit clear are those of the one that begins in 2036 (RFC 5905 section 6). */
export const NTP_ERA = 1n << 64n;
const LATE = 1n << 63n;

/** Both ends included: 2⁻³² s from 1900 on. */
export const NTP_TICKS = { least: LATE, most: LATE + NTP_ERA - 1n } as const;

const rounded = (dividend: bigint, divisor: bigint): bigint => (2n * dividend + divisor) / (2n * divisor);

/** 2⁻³² s since 1900 of the 64 bits of a time. */
export function ntpTicks(bits: bigint): bigint {
  return bits >= LATE ? bits : bits + NTP_ERA;
}

/**
 * The nearest whole unit since 1970 of a time: exporters cut what their clocks say, by less than half a unit.
 * @param perSecond 1,000,000 for microseconds
 */
export function ntpUnits(ticks: bigint, perSecond: bigint): bigint {
  return rounded(ticks * perSecond, 1n << 32n) - EPOCH * perSecond;
}

/** All times whose nearest unit it is; both ends included. */
export function ticksOfUnit(units: bigint, perSecond: bigint): { readonly lo: bigint; readonly hi: bigint } {
  const first = (unit: bigint): bigint => {
    const numerator = (2n * unit - 1n) << 32n;
    const divisor = 2n * perSecond;
    return (numerator + divisor - 1n) / divisor; // what is less is nearer to the unit before
  };
  const since1900 = units + EPOCH * perSecond;
  return { lo: first(since1900), hi: first(since1900 + 1n) - 1n };
}
