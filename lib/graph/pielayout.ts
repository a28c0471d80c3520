/** Where everything in the picture of a pie chart lies: pure arithmetic, so that a page knows the size of its picture. */
import { allSlices, type Pie } from './pie.js';

/** `wide` has the legend beside the pie, `narrow` below it, for telephones. */
export type PieWidth = 'wide' | 'narrow';

/** All in px, before the scale of screens. */
export interface PieLayout {
  readonly width: number;
  readonly height: number;
  readonly margin: number;
  /** Base lines of the heading. */
  readonly title: number;
  readonly about: readonly number[];
  readonly pie: { readonly x: number; readonly y: number; readonly radius: number };
  readonly legend: { readonly x: number; readonly right: number; readonly top: number; readonly row: number };
  /** Whether a line of the legend has its numbers behind the label, or below it. */
  readonly numbers: 'behind' | 'below';
}

const MARGIN = 16;

const WIDTHS = {
  wide: { width: 720, radius: 110, about: [47], row: 24, numbers: 'behind' },
  narrow: { width: 340, radius: 100, about: [47, 62], row: 38, numbers: 'below' },
} as const;

export function pieLayout(pie: Pie, kind: PieWidth): PieLayout {
  const { width, radius, about, row, numbers } = WIDTHS[kind];
  const heading = (about.at(-1) ?? 0) + MARGIN;
  const rows = allSlices(pie).length * row;
  const isWide = kind === 'wide';
  const body = isWide ? Math.max(2 * radius, rows) : 2 * radius + MARGIN + rows;
  return {
    width,
    height: heading + body + MARGIN,
    margin: MARGIN,
    title: 28,
    about,
    pie: { x: isWide ? MARGIN + radius : width / 2, y: heading + (isWide ? body / 2 : radius), radius },
    legend: {
      x: isWide ? 3 * MARGIN + 2 * radius : MARGIN,
      right: width - MARGIN,
      top: heading + (isWide ? (body - rows) / 2 : 2 * radius + MARGIN),
      row,
    },
    numbers,
  };
}
