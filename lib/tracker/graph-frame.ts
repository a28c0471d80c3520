/** What all graphs have in common, as words for `rrdtool graph` (reference section 5.7). */
import type { Configuration } from '../config/configuration.js';
import { formatDate, formatTime } from '../report/dateformat.js';
import { formatOffset } from '../report/zone.js';
import type { GraphWindow } from './graph-windows.js';
import { oneLine } from './input-lines.js';
import type { Seconds } from './period.js';
import type { Group, Revision, Tracking } from './tracking.js';

/** Marks of revisions that a graph has. */
const MOST_MARKS = 3;

/** A text that stands in a legend as it is: a colon would end it, and rrdtool knows no word for a backslash. */
export function legend(text: string): string {
  return oneLine(text).replaceAll('\\', '\u2216').replaceAll(':', '\\:');
}

/** A file's name within a DEF. */
export function fileWord(path: string): string {
  return path.replaceAll('\\', '\\\\').replaceAll(':', '\\:');
}

/** Below so many pixels of width there is room for small letters alone: thumbnails. */
const SMALL = 400;

/** Pixels beside the plot, and of a letter of the title. */
const BESIDE = 97;
const LETTER = { small: 6, full: 8.4 } as const;

/** The title as far as there is room for it: the label is cut, its period is not. */
function titleText(label: string, title: string, { labels_in_titles, rrd_width }: Configuration): string {
  if (labels_in_titles !== 1) return title;
  const room = Math.floor((rrd_width + BESIDE) / LETTER[rrd_width < SMALL ? 'small' : 'full']) - title.length - 2;
  const letters = Array.from(oneLine(label));
  const shown = letters.length > room ? `${letters.slice(0, Math.max(1, room - 1)).join('')}…` : letters.join('');
  return `${shown}: ${title}`;
}

/** Local time with its zone, as `date_format` has it. */
function stamp(time: Seconds, { date_format: format }: Configuration): string {
  return `${formatDate(time * 1000, format)} ${formatTime(time * 1000)} ${formatOffset(time * 1000)}`;
}

/** Options, without the times. */
export function frameOptions(
  { label }: Tracking | Group,
  { title, grid }: GraphWindow,
  axis: string,
  configuration: Configuration,
): string[] {
  const frame = configuration.rrd_frame;
  const colours = {
    FONT: configuration.rrd_font,
    BACK: configuration.rrd_back,
    CANVAS: configuration.rrd_canvas,
    GRID: configuration.rrd_grid,
    MGRID: configuration.rrd_mgrid,
    FRAME: frame,
    SHADEA: frame,
    SHADEB: frame,
  };
  return [
    ...['--title', titleText(label, title, configuration)],
    ...(configuration.rrd_width < SMALL ? ['--font', 'DEFAULT:6', '--font', 'TITLE:7'] : []),
    ...['--width', String(configuration.rrd_width), '--height', String(configuration.rrd_height)],
    '--interlaced',
    ...['--vertical-label', axis],
    ...(configuration.rrd_slope_mode === '' ? [] : [configuration.rrd_slope_mode]),
    ...['--lower-limit', String(configuration.rrd_lower_limit)],
    ...Object.entries(colours).flatMap(([part, colour]) => ['--color', `${part}#${colour}`]),
    ...(grid === undefined ? [] : ['--x-grid', grid]),
  ];
}

/** From when to when a graph reaches that is drawn now. */
export function span({ length }: GraphWindow, now: Seconds): { readonly start: Seconds; readonly end: Seconds } {
  return { start: now - length, end: now };
}

/** The line below the plot: what a value is, and when the graph was made. */
export function remark({ remark: text }: GraphWindow, now: Seconds, configuration: Configuration): string {
  const updated = stamp(now, configuration);
  const said = configuration.rrd_width < SMALL ? `Updated: ${updated}` : `${text}.   Graph Last Updated: ${updated}`;
  return `COMMENT:${legend(said)}\\l`;
}

/** A vertical line for each of the latest revisions that wants one and lies within the graph. */
export function marks(
  revisions: readonly Revision[],
  { start, end }: { readonly start: Seconds; readonly end: Seconds },
  configuration: Configuration,
): string[] {
  return revisions
    .filter(({ notate, time }) => notate === 'Y' && time >= start && time <= end)
    .toSorted((one, other) => one.time - other.time)
    .slice(-MOST_MARKS)
    .map(({ time, comment }) => {
      const text = legend(`${formatDate(time * 1000, configuration.date_format)}: ${comment}`);
      return `VRULE:${time}#${configuration.rrd_vrule_color}:${text}\\l`;
    });
}
