/** What a pie chart shows. */

export interface PieSlice {
  readonly label: string;
  /** From 0 on. */
  readonly value: number;
  /** The value as it is written, with its unit. */
  readonly amount: string;
}

export interface Pie {
  readonly title: string;
  /** What the numbers are of: device, time span. */
  readonly about: string;
  readonly slices: readonly PieSlice[];
  /** Everything else, drawn last and grey; absent where it is left out. */
  readonly others?: PieSlice;
  /** What shares are of, whether all of it is drawn or not; above 0. */
  readonly whole: number;
}

/** All slices in the order in which they are drawn. */
export function allSlices({ slices, others }: Pie): readonly PieSlice[] {
  return others ? [...slices, others] : slices;
}

/** A slice's part of the whole: `12.3 %`. */
export function shareText({ value }: PieSlice, { whole }: Pie): string {
  const percent = (100 * value) / whole;
  return percent > 0 && percent < 0.05 ? '<0.1 %' : `${percent.toFixed(1)} %`;
}

/** The same numbers in words, for those who do not see the picture. */
export function pieText(pie: Pie): string {
  const parts = allSlices(pie).map((slice) => `${slice.label}: ${slice.amount}, ${shareText(slice, pie)}`);
  return `Pie chart, ${pie.title}. ${parts.join('; ')}.`;
}
