/** Colours of graphs: of the picture, light and dark, and of the parts that a graph is split into. */

export interface Theme {
  readonly page: string;
  readonly plot: string;
  readonly grid: string;
  readonly text: string;
  readonly lesser: string;
  readonly line: string;
  readonly area: string;
  /** The highest values behind means, where a pixel stands for several values. */
  readonly peaks: string;
  readonly earlier: string;
  readonly mark: string;
  readonly gap: string;
}

export const THEMES = {
  light: {
    page: '#ffffff',
    plot: '#fbfbfa',
    grid: '#e3e3de',
    text: '#1d2226',
    lesser: '#5c646b',
    line: '#b4560f',
    area: '#f6c796',
    peaks: '#fbe6cf',
    earlier: '#0b5a91',
    mark: '#3c4349',
    gap: '#d4d4ce',
  },
  dark: {
    page: '#1d2125',
    plot: '#181b1f',
    grid: '#363c42',
    text: '#e4e6e8',
    lesser: '#a2abb3',
    line: '#f0a35c',
    area: '#6b4722',
    peaks: '#3d2d1c',
    earlier: '#84c1f0',
    mark: '#c9cdd1',
    gap: '#3f464d',
  },
} as const satisfies Readonly<Record<string, Theme>>;

export type ThemeName = keyof typeof THEMES;

/** Ones that can be told apart, also by those who see fewer colours, on light and dark ground. */
const PARTS = [
  '#4477aa',
  '#ee6677',
  '#228833',
  '#ccbb44',
  '#66ccee',
  '#aa3377',
  '#e69f00',
  '#44aa99',
  '#882255',
  '#999933',
] as const;

const REST = '#a8a8a4';

/**
 * One colour for each part, the last for the rest.
 * @param chosen of the configuration; what is no colour there does not count
 */
export function partColours(count: number, chosen: readonly string[]): string[] {
  const good = chosen.filter((text) => /^#[0-9a-f]{6}$/i.test(text));
  const rest = good.length > 1 ? good.at(-1) : undefined;
  const parts = good.length > 1 ? good.slice(0, -1) : good;
  const named = Array.from({ length: count - 1 }, (_, index) => parts[index] ?? PARTS[index % PARTS.length] ?? REST);
  return [...named, rest ?? REST];
}
