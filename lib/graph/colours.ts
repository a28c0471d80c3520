/** Colours of graphs: of the picture, light and dark, and of the parts that a graph is split into. */
import type { Configuration } from '../config/configuration.js';

/** Each with the parameter that has it, light and dark. */
const THEME_PARAMETERS = {
  ground: 'graph_ground',
  plot: 'graph_plot',
  grid: 'graph_grid',
  text: 'graph_text',
  lesser: 'graph_lesser',
  line: 'graph_line',
  area: 'graph_area',
  /** The highest values behind means, where a pixel stands for several values. */
  peaks: 'graph_peaks',
  earlier: 'graph_earlier',
  mark: 'graph_mark',
  gap: 'graph_gap',
} as const;

export type Theme = Readonly<Record<keyof typeof THEME_PARAMETERS, string>>;

export type ColourSettings = Pick<Configuration, (typeof THEME_PARAMETERS)[keyof typeof THEME_PARAMETERS]>;

export const THEME_NAMES = ['light', 'dark'] as const;

export type ThemeName = (typeof THEME_NAMES)[number];

/** A parameter with one colour has it for both. */
export function themeOf(settings: ColourSettings, name: ThemeName): Theme {
  const colour = (parameter: keyof ColourSettings): string =>
    settings[parameter][THEME_NAMES.indexOf(name)] ?? settings[parameter][0] ?? '';
  const colours = Object.entries(THEME_PARAMETERS).map(([key, parameter]) => [key, colour(parameter)] as const);
  return Object.fromEntries(colours) as Theme; // its keys are those of the table
}

/** Ones that can be told apart, also by those who see fewer colours, on light and dark ground: of eight parts and the rest, any two. */
const PARTS = [
  '#4477aa',
  '#ee6677',
  '#228833',
  '#ccbb44',
  '#66ccee',
  '#aa3377',
  '#7a2fd0',
  '#c77dff',
  '#2b5a33',
  '#e69f00',
] as const;

const REST = '#b4b4b0';

/** Beyond the tenth the same again, halfway to white. */
function ours(index: number): string {
  const colour = PARTS[index % PARTS.length] ?? REST;
  if (index < PARTS.length) return colour;
  const lighter = (at: number): string =>
    Math.round((Number.parseInt(colour.slice(at, at + 2), 16) + 255) / 2).toString(16);
  return `#${lighter(1)}${lighter(3)}${lighter(5)}`;
}

/**
 * One colour for each part, the last for the rest.
 * @param chosen of the configuration; what is no colour there does not count
 */
export function partColours(count: number, chosen: readonly string[]): string[] {
  const good = chosen.filter((text) => /^#[0-9a-f]{6}$/i.test(text));
  const rest = good.length > 1 ? good.at(-1) : undefined;
  const parts = good.length > 1 ? good.slice(0, -1) : good;
  const named = Array.from({ length: count - 1 }, (_, index) => parts[index] ?? ours(index));
  return [...named, rest ?? REST];
}
