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

/** Where the title and the line below it end, px from the top. */
export function titleEnd(edge: Edge, type: Type): number {
  return titleLine(edge, type) + type.row + type.at11(9);
}

/** Above the plot: what is shown, of what and when. */
export function drawTitle(
  { context, theme, answer, width, edge, type }: Drawing,
  configuration: Pick<Configuration, 'exporters' | 'date_format'>,
): void {
  const { question } = answer;
  const { start, end } = question.window;
  const format = configuration.date_format;
  const moment = (at: Ms): string => `${formatDate(at, format)} ${formatTime(at)}`;
  const split = question.split ? ` by ${question.split.by.label}` : '';
  context.fillStyle = theme.text;
  context.font = type.title;
  const title = `${question.type.axis}${split}: ${sourceText(question.form, configuration)}`;
  const room = width - edge.left - edge.right;
  text(context, fitted(context, title, room), edge.left, titleLine(edge, type), 'left');
  context.fillStyle = theme.lesser;
  context.font = type.normal;
  const filter = question.filterTexts.map(({ label, text: value }) => `${label} ${value}`).join(', ');
  const [from, to] = [formatOffset(start), formatOffset(end)];
  const times = `${moment(start)}${from === to ? '' : ` ${from}`} – ${moment(end)} ${to}`;
  const span = `${times}, sample time ${question.size.label}${filter === '' ? '' : `; ${filter}`}`;
  text(context, fitted(context, span, room), edge.left, titleLine(edge, type) + type.row, 'left');
}
