/** Numbers of graphs with a prefix that fits: 559.8 Mbit/s. Powers of 1000, as rates have them. */

const PREFIXES = ['', 'k', 'M', 'G', 'T', 'P', 'E'] as const;

export interface Scale {
  /** Values are divided by it. */
  readonly factor: number;
  readonly prefix: (typeof PREFIXES)[number];
}

/** The prefix under which a value is from 1 to below 1000. */
export function scaleFor(value: number): Scale {
  let step = 0;
  while (Math.abs(value) >= 1000 ** (step + 1) && step < PREFIXES.length - 1) step++;
  return { factor: 1000 ** step, prefix: PREFIXES[step] ?? '' };
}

/** Four digits at most, trailing zeros left out. */
export function formatScaled(value: number, { factor }: Scale): string {
  const scaled = value / factor;
  const size = Math.abs(scaled);
  const decimals = size >= 1000 || size === 0 ? 0 : size >= 100 ? 1 : size >= 10 ? 2 : size >= 1 ? 3 : 4;
  const rounded = Number(scaled.toFixed(decimals));
  return rounded === 0 && scaled !== 0 ? scaled.toExponential(1) : String(rounded);
}

/** `559.8 Mbit/s`; `12 flows`, with the unit behind the prefix. */
export function formatRate(value: number, unit: string): string {
  const scale = scaleFor(value);
  return `${formatScaled(value, scale)} ${scale.prefix}${unit}`;
}
