/** Colours of pictures, on light and on dark ground. */

/** `#rrggbb` */
export type Colour = string;

export type Scheme = 'light' | 'dark';

export interface SchemeColours {
  readonly ground: Colour;
  readonly text: Colour;
  /** Of what is less important. */
  readonly lesser: Colour;
  readonly line: Colour;
}

/** Those of the panels in the style sheet. */
export const SCHEMES: Readonly<Record<Scheme, SchemeColours>> = {
  light: { ground: '#ffffff', text: '#1d2226', lesser: '#5c646b', line: '#8b9298' },
  dark: { ground: '#1d2125', text: '#e4e6e8', lesser: '#a2abb3', line: '#7d868e' },
};

/** Relative luminance from 0, black, to 1 (WCAG 2.2). */
export function luminance(colour: Colour): number {
  const channel = (at: number): number => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}

/** Ratio of two colours' luminance, from 1 to 21 (WCAG 2.2). */
export function contrast(one: Colour, other: Colour): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

const INKS: readonly [Colour, Colour] = ['#1d2226', '#ffffff'];

/** Dark or white, whichever can be read better on the colour. */
export function inkOn(colour: Colour): Colour {
  const [dark, white] = INKS;
  return contrast(dark, colour) >= contrast(white, colour) ? dark : white;
}
