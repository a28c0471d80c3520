/** The axes of a graph's picture: values at the left, local times below. */
import { scaleLinear } from 'd3-scale';
import type { Ms } from '../flow/time.js';
import type { DateFormat } from '../report/dateformat.js';
import { formatOffset } from '../report/zone.js';
import { rule, text, textOver, type Plotted, type Type } from './drawing.js';
import { clockChanges, timeMarks, zoneText } from './timeaxis.js';
import { formatScaled, scaleFor } from './unit.js';

/** Height of the time axis below the plot, px. */
export function axisHeight(type: Type): number {
  return type.at11(34);
}

/** Room above the values for the words where clocks change, px. */
export function clockRoom({ start, end }: { readonly start: Ms; readonly end: Ms }, type: Type): number {
  return clockChanges(start, end).length > 0 ? type.row : 0;
}

/** @param highest of all values */
export function drawAxes(
  { context, theme, plot, answer, edge, type }: Plotted,
  highest: number,
  dateFormat: DateFormat,
): void {
  const { left, right, top, bottom, x, y } = plot;
  const { window } = answer.question;
  context.fillStyle = theme.plot;
  context.fillRect(left, top, right - left, bottom - top);
  context.lineWidth = 1;
  context.font = type.normal;
  const scale = scaleFor(highest);
  const ticks = scaleLinear()
    .domain([0, highest > 0 ? highest * 1.04 : 1])
    .ticks(Math.max(2, Math.floor((bottom - top) / (2 * type.row))));
  context.strokeStyle = theme.grid;
  for (const tick of ticks) {
    const at = Math.round(y(tick)) + 0.5;
    rule(context, left, at, right, at);
    context.fillStyle = theme.text;
    text(context, formatScaled(tick, scale), left - 6, at + type.at11(4), 'right');
  }
  context.save();
  context.translate(edge.left + type.at11(8), (top + bottom) / 2);
  context.rotate(-Math.PI / 2);
  text(context, `${scale.prefix}${answer.question.type.unit}`, 0, 0, 'center');
  context.restore();

  for (const { at, label, below } of timeMarks(
    window.start,
    window.end,
    Math.max(2, Math.floor((right - left) / type.at11(75))),
    dateFormat,
  )) {
    const place = Math.round(x(at)) + 0.5;
    context.strokeStyle = theme.grid;
    rule(context, place, top, place, bottom + 4);
    context.fillStyle = theme.text;
    text(context, label, place, bottom + type.at11(16), 'center');
    context.fillStyle = theme.lesser;
    if (below !== '') text(context, below, place, bottom + type.at11(29), 'center');
  }
  context.fillStyle = theme.lesser;
  text(context, zoneText(window.start), right, bottom + axisHeight(type) + type.at11(12), 'right');
}

/** Marks where clocks change: on either side of it the axis counts from another hour. The words stand above the values. */
export function drawClockChanges(plotted: Plotted): void {
  const { context, theme, plot, answer, type } = plotted;
  const { left, right, top, bottom, x } = plot;
  const { window } = answer.question;
  context.font = type.normal;
  let free = left;
  for (const change of clockChanges(window.start, window.end)) {
    const place = Math.round(x(change)) + 0.5;
    context.strokeStyle = theme.mark;
    context.lineWidth = 1;
    context.setLineDash([2, 3]);
    rule(context, place, top, place, bottom);
    context.setLineDash([]);
    const words = `from here ${formatOffset(change)}`;
    const length = context.measureText(words).width + 8;
    const from = place + length > right ? place - length : place;
    if (from < free) continue; // where there is no room the marks of the axis say it
    free = from + length;
    context.fillStyle = theme.lesser;
    textOver(plotted, words, from + 4, top + type.at11(11), 'left');
  }
}
