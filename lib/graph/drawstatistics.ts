/** The statistics of a graph's picture: marked by lines, and stated below. */
import { fitted, rule, text, type Drawing, type Plotted } from './drawing.js';
import { MARKS, STATISTICS } from './statistics.js';
import { formatRate } from './unit.js';

/** A line at each statistic, its name at the right edge; names that would stand on each other are moved apart. */
export function drawMarks({ context, theme, plot, answer, type }: Plotted): void {
  const { statistics } = answer;
  if (!statistics) return;
  context.font = type.normal;
  const apart = type.at11(12);
  let free = plot.top - apart;
  for (const { key, label } of MARKS) {
    const at = Math.round(plot.y(statistics[key])) + 0.5;
    context.strokeStyle = theme.mark;
    context.lineWidth = 1;
    context.setLineDash(key === 'pct95' ? [7, 3] : [2, 3]);
    rule(context, plot.left, at, plot.right, at);
    context.setLineDash([]);
    const place = Math.max(free + apart, at + type.at11(4));
    free = place;
    rule(context, plot.right, at, plot.right + 5, place - type.at11(4));
    context.fillStyle = theme.text;
    text(context, label, plot.right + 8, place, 'left');
  }
}

/** Texts of the statistics, each with its place: in one row, or in columns of as few rows as they need. */
export interface Stated {
  readonly label: string;
  readonly value: string;
  readonly x: number;
  readonly row: number;
}

export function placeStatistics({ context, answer, width, edge, type }: Drawing): Stated[] {
  const { question, statistics } = answer;
  const unit = question.type.unit;
  const texts = STATISTICS.map(({ key, label }) => {
    const value = statistics ? formatRate(statistics[key], unit) : '–';
    context.font = type.normal;
    const before = context.measureText(`${label} `).width;
    context.font = type.bold;
    return { label, value, needed: before + context.measureText(value).width };
  });
  const room = width - edge.left - edge.right;
  for (const each of [texts.length, 2])
    for (const apart of [type.at11(14), type.at11(8)]) {
      const inColumn = (column: number) => texts.filter((_, index) => index % each === column);
      const columns = Array.from({ length: each }, (_, column) =>
        Math.max(...inColumn(column).map(({ needed }) => needed + apart)),
      );
      const starts = columns.map((_, column) => columns.slice(0, column).reduce((sum, each) => sum + each, edge.left));
      if (columns.reduce((sum, column) => sum + column, -apart) <= room)
        return texts.map(({ label, value }, index) => {
          const [x = edge.left, row] = [starts[index % each], Math.floor(index / each)];
          return { label, value, x, row };
        });
    }
  return texts.map(({ label, value }, row) => ({ label, value, x: edge.left, row }));
}

/** @param place of the remark that begins them. @param each values that a pixel stands for */
export function drawStatistics(
  { context, theme, answer, edge, type }: Drawing,
  stated: readonly Stated[],
  { y, room }: { readonly y: number; readonly room: number },
  each: number,
): void {
  const { question } = answer;
  context.font = type.normal;
  const { multiplier } = question.presentation;
  const remark = [
    question.statistics === 'All' ? '[Zero and non-zero values]' : '[Non-zero values only]',
    ...(multiplier === 1 ? [] : [`sampling × ${multiplier}`]),
    ...(each === 1 ? [] : [`behind: highest of each ${each}`]),
  ].join(', ');
  context.fillStyle = theme.lesser;
  text(context, fitted(context, remark, room), edge.left, y, 'left');
  for (const { label, value, x, row } of stated) {
    const at = y + (row + 1) * type.row;
    context.font = type.normal;
    context.fillStyle = theme.lesser;
    text(context, label, x, at, 'left');
    const indent = context.measureText(`${label} `).width;
    context.font = type.bold;
    context.fillStyle = theme.text;
    text(context, value, x + indent, at, 'left');
  }
}
