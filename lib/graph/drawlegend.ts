/** The legend of a graph's picture: its parts with their shares, and what it is compared with. */
import type { Theme } from './colours.js';
import { fitted, rule, text, type Drawing, type Type } from './drawing.js';
import type { GraphAnswer } from './graphanswer.js';
import { shownParts } from './split.js';
import { MARKS } from './statistics.js';
import { formatRate } from './unit.js';

export interface Entry {
  readonly colour: string;
  readonly text: string;
  readonly kind: 'area' | 'dashes';
}

/** The legend in columns of equal width; a line has a row of its own. */
export function legendRows(entries: readonly Entry[], width: number, type: Type): { columns: number; rows: number } {
  const areas = entries.filter(({ kind }) => kind === 'area').length;
  const columns = Math.max(1, Math.min(areas, Math.floor(width / type.at11(190))));
  return { columns, rows: Math.ceil(areas / columns) + entries.length - areas };
}

/** Percent; what rounding would make none of is said to be little. */
function formatShare(share: number): string {
  return share > 0 && share < 0.05 ? '<0.1 %' : `${share.toFixed(1)} %`;
}

/** @param colours of the parts. @param nameOf what stands for a part */
export function legendOf(
  answer: GraphAnswer,
  colours: readonly string[],
  theme: Theme,
  nameOf: (value: string | number) => string,
): Entry[] {
  const { parts = [], question, compare } = answer;
  const entries = shownParts(parts).map(({ value, share }, index): Entry => {
    const name = typeof value === 'string' || typeof value === 'number' ? nameOf(value) : 'All Others';
    return { colour: colours[index] ?? '', text: `${name} (${formatShare(share)})`, kind: 'area' };
  });
  if (!question.compare) return entries;
  const { unit } = question.type;
  const stated = MARKS.flatMap(({ key, label }) =>
    compare?.statistics && key !== 'min' ? [`${label} ${formatRate(compare.statistics[key], unit)}`] : [],
  );
  const words = `${question.compare.label}: ${stated.length > 0 ? stated.join(', ') : 'no flows'}`;
  return [...entries, { colour: theme.earlier, text: words, kind: 'dashes' }];
}

/** @param top px from the picture's top */
export function drawLegend(
  { context, theme, width, edge, type }: Drawing,
  entries: readonly Entry[],
  columns: number,
  top: number,
): void {
  const room = width - edge.left - edge.right;
  const each = room / columns;
  const areas = entries.filter(({ kind }) => kind === 'area').length;
  context.font = type.normal;
  entries.forEach(({ colour, text: words, kind }, index) => {
    const row = kind === 'area' ? Math.floor(index / columns) : Math.ceil(areas / columns) + index - areas;
    const [x, y] = [edge.left + (kind === 'area' ? (index % columns) * each : 0), top + row * type.row];
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
    text(context, fitted(context, words, (kind === 'area' ? each : room) - 24), x + 18, y + type.at11(9), 'left');
  });
}
