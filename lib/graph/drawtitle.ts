/** The head of a graph's picture. */
import type { Configuration } from '../config/configuration.js';
import type { Ms } from '../flow/time.js';
import { formatDate, formatTime } from '../report/dateformat.js';
import { sourceText } from '../report/sources.js';
import { formatOffset } from '../report/zone.js';
import { fitted, text, type Drawing, type Edge, type Type } from './drawing.js';

/** Base line of the title, px from the top. */
function titleLine({ top }: Edge, { titleSize }: Type): number {
  return top + Math.round(titleSize * 0.64);
}

/** Where the title and the lines below it end, px from the top. */
export function titleEnd(edge: Edge, type: Type, lines: number): number {
  return titleLine(edge, type) + lines * type.row + type.at11(9);
}

/** What stands below the title: when, and what was filtered, in a line of its own where one has no room for both. */
export function titleLines(
  { context, answer, width, edge, type }: Drawing,
  { date_format: format }: Pick<Configuration, 'date_format'>,
): readonly string[] {
  const { question } = answer;
  const { start, end } = question.window;
  const moment = (at: Ms): string => `${formatDate(at, format)} ${formatTime(at)}`;
  const [from, to] = [formatOffset(start), formatOffset(end)];
  const times = `${moment(start)}${from === to ? '' : ` ${from}`} – ${moment(end)} ${to}`;
  const span = `${times}, sample time ${question.size.label}`;
  const filter = question.filterTexts.map(({ label, text: value }) => `${label} ${value}`).join(', ');
  if (filter === '') return [span];
  const both = `${span}; ${filter}`;
  context.font = type.normal;
  return context.measureText(both).width <= width - edge.left - edge.right ? [both] : [span, filter];
}

/** Above the plot: what is shown, of what and when. */
export function drawTitle(
  { context, theme, answer, width, edge, type }: Drawing,
  lines: readonly string[],
  configuration: Pick<Configuration, 'exporters'>,
): void {
  const { question } = answer;
  const split = question.split ? ` by ${question.split.by.label}` : '';
  context.fillStyle = theme.text;
  context.font = type.title;
  const title = `${question.type.axis}${split}: ${sourceText(question.form, configuration)}`;
  const room = width - edge.left - edge.right;
  text(context, fitted(context, title, room), edge.left, titleLine(edge, type), 'left');
  context.fillStyle = theme.lesser;
  context.font = type.normal;
  lines.forEach((line, index) => {
    text(context, fitted(context, line, room), edge.left, titleLine(edge, type) + (index + 1) * type.row, 'left');
  });
}
