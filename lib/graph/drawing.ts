/** What every part of a graph's picture is drawn with: canvas, colours, places, and texts in a size of the configuration. */
import type { CanvasRenderingContext2D } from 'canvas';
import type { Ms } from '../flow/time.js';
import type { Theme } from './colours.js';
import type { GraphAnswer } from './graphanswer.js';

/** Where things stand, px. */
export interface Plot {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly x: (moment: Ms) => number;
  readonly y: (value: number) => number;
}

/** Between the picture's edge and all that stands in it, px. */
export interface Edge {
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly left: number;
}

export interface Drawing {
  readonly context: CanvasRenderingContext2D;
  readonly theme: Theme;
  readonly answer: GraphAnswer;
  /** Of the whole picture, px. */
  readonly width: number;
  readonly edge: Edge;
  readonly type: Type;
}

/** With a place for the values. */
export type Plotted = Drawing & { readonly plot: Plot };

/** Sizes of texts, px, and what follows from them. */
export class Type {
  /** @param family of the fonts */
  constructor(
    private readonly family: string,
    readonly titleSize: number,
    readonly size: number,
  ) {}

  /** px that stand so where texts are 11 px high. */
  at11(pixels: number): number {
    return Math.round((pixels * this.size) / 11);
  }

  /** Height of a line. */
  get row(): number {
    return this.at11(16);
  }

  get title(): string {
    return `bold ${this.titleSize}px "${this.family}"`;
  }

  get normal(): string {
    return `normal ${this.size}px "${this.family}"`;
  }

  get bold(): string {
    return `bold ${this.size}px "${this.family}"`;
  }
}

export function text(
  context: CanvasRenderingContext2D,
  words: string,
  x: number,
  y: number,
  align: 'left' | 'center' | 'right',
): void {
  context.textAlign = align;
  context.fillText(words, x, y);
}

/** A text over values: with a seam in the colour of the ground, so that it can be read and hides little. */
export function textOver(
  { context, theme }: Pick<Drawing, 'context' | 'theme'>,
  words: string,
  x: number,
  y: number,
  align: 'left' | 'center' | 'right',
): void {
  context.textAlign = align;
  context.lineJoin = 'round';
  context.lineWidth = 4;
  context.strokeStyle = theme.plot;
  context.strokeText(words, x, y);
  context.fillText(words, x, y);
}

/** A text cut to a width. */
export function fitted(context: CanvasRenderingContext2D, words: string, width: number): string {
  if (context.measureText(words).width <= width) return words;
  let letters = Array.from(words);
  while (letters.length > 1 && context.measureText(`${letters.join('')}…`).width > width)
    letters = letters.slice(0, -1);
  return `${letters.join('')}…`;
}

export function rule(context: CanvasRenderingContext2D, x1: number, y1: number, x2: number, y2: number): void {
  context.beginPath();
  context.moveTo(x1, y1);
  context.lineTo(x2, y2);
  context.stroke();
}
