/** Numbers with fixed decimals as C prints them. */

/** Decimals in which an exact tie shows itself beyond those asked for. */
const MORE = 30;

/**
 * `%.Nf`: a value exactly between two texts takes the one whose last digit is even (IEEE 754), where `toFixed` takes the
 * larger. Not-a-number is `-nan`, as x86 prints 0/0.
 */
export function fixed(value: number, decimals: number): string {
  if (Number.isNaN(value)) return '-nan';
  if (!Number.isFinite(value)) return value < 0 ? '-inf' : 'inf';
  const text = value.toFixed(decimals);
  if (Math.abs((Math.abs(value) * 10 ** decimals) % 1) !== 0.5) return text;
  const exact = value.toFixed(decimals + MORE);
  const kept = exact.slice(0, -MORE);
  const isTie = exact.endsWith('5'.padEnd(MORE, '0'));
  const isEven = /[02468]\.?$/.test(kept);
  return isTie && isEven ? kept.replace(/\.$/, '') : text;
}
