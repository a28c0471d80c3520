/** The statistics of a graph's picture: marked by lines, and stated below. */
import { rule, text, type Drawing, type Plotted } from './drawing.js';
import { STATISTICS } from './statistics.js';
import { formatRate } from './unit.js';

const MARKS = [
  { key: 'max', label: 'max' },
  { key: 'pct95', label: '95 %' },
  { key: 'avg', label: 'avg' },
  { key: 'min', label: 'min' },
] as const;

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

/** Texts of the statistics, each with its place; they flow into as many rows as they need. */
export interface Stated {
  readonly label: string;
  readonly value: string;
  readonly x: number;
  readonly row: number;
}

export function placeStatistics({ context, answer, width, edge, type }: Drawing): Stated[] {
  const { question, statistics } = answer;
  const unit = question.type.unit;
  let [x, row] = [edge.left, 0];
  return STATISTICS.map(({ key, label }) => {
    const value = statistics ? formatRate(statistics[key], unit) : '–';
    context.font = type.bold; // a little wider than the label is: room to spare
    const needed = context.measureText(`${label} ${value}`).width;
    if (x > edge.left && x + needed > width - edge.right) [x, row] = [edge.left, row + 1];
    const stated = { label, value, x, row };
    x += needed + type.at11(14);
    return stated;
  });
}

export function drawStatistics(
  { context, theme, answer, edge, type }: Drawing,
  stated: readonly Stated[],
  y: number,
): void {
  const { question } = answer;
  context.font = type.normal;
  const remark = question.statistics === 'All' ? '[Zero and non-zero values]' : '[Non-zero values only]';
  const { multiplier } = question.presentation;
  context.fillStyle = theme.lesser;
  text(context, `${remark}${multiplier === 1 ? '' : ` × ${multiplier}`}`, edge.left, y, 'left');
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
