/** The legend of a graph's picture: its parts with their shares, and what it is compared with. */
import type { Theme } from './colours.js';
import { fitted, rule, text, type Drawing, type Type } from './drawing.js';
import type { GraphAnswer } from './graphanswer.js';

export interface Entry {
  readonly colour: string;
  readonly text: string;
  readonly kind: 'area' | 'dashes';
}

/** The legend in columns of equal width. */
export function legendRows(entries: number, width: number, type: Type): { columns: number; rows: number } {
  if (entries === 0) return { columns: 1, rows: 0 };
  const columns = Math.max(1, Math.min(entries, Math.floor(width / type.at11(190))));
  return { columns, rows: Math.ceil(entries / columns) };
}

/** @param colours of the parts. @param nameOf what stands for a part */
export function legendOf(
  answer: GraphAnswer,
  colours: readonly string[],
  theme: Theme,
  nameOf: (value: string | number) => string,
): Entry[] {
  const { parts = [], question } = answer;
  const entries = parts.map(({ value, share }, index): Entry => {
    const name = typeof value === 'string' || typeof value === 'number' ? nameOf(value) : 'All Others';
    return { colour: colours[index] ?? '', text: `${name} (${share.toFixed(1)} %)`, kind: 'area' };
  });
  const earlier = question.compare
    ? [{ colour: theme.earlier, text: question.compare.label, kind: 'dashes' } as const]
    : [];
  return [...entries, ...earlier];
}

/** @param top px from the picture's top */
export function drawLegend(
  { context, theme, width, edge, type }: Drawing,
  entries: readonly Entry[],
  columns: number,
  top: number,
): void {
  const each = (width - edge.left - edge.right) / columns;
  context.font = type.normal;
  entries.forEach(({ colour, text: words, kind }, index) => {
    const [x, y] = [edge.left + (index % columns) * each, top + Math.floor(index / columns) * type.row];
    if (kind === 'area') {
      context.fillStyle = colour;
      context.fillRect(x, y, 12, type.at11(10));
    } else {
      context.strokeStyle = colour;
      context.lineWidth = 2;
      context.setLineDash([5, 3]);
      rule(context, x, y + type.at11(5), x + 14, y + type.at11(5));
      context.setLineDash([]);
    }
    context.fillStyle = theme.text;
    text(context, fitted(context, words, each - 24), x + 18, y + type.at11(9), 'left');
  });
}
