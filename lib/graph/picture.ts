/** A graph as PNG (reference section 4.5): area or stack, marked statistics, local time, gaps where nothing was recorded. */
import { createCanvas, type CanvasRenderingContext2D } from 'canvas';
import { max } from 'd3-array';
import { scaleLinear } from 'd3-scale';
import { area, line } from 'd3-shape';
import type { Configuration } from '../config/configuration.js';
import type { Ms } from '../flow/time.js';
import { formatDate, formatTime } from '../report/dateformat.js';
import { sourceText } from '../report/sources.js';
import { formatOffset, zoneName } from '../report/zone.js';
import { partColours, THEMES, type Theme, type ThemeName } from './colours.js';
import { steps, type Step } from './steps.js';
import { FONT_FAMILY, registerFonts } from './fonts.js';
import type { GraphAnswer } from './graphanswer.js';
import { STATISTICS } from './statistics.js';
import { clockChanges, timeMarks } from './timeaxis.js';
import { formatRate, formatScaled, scaleFor } from './unit.js';

const MARGIN = { top: 44, right: 64, left: 70 } as const;
const AXIS = 34;
const ROW = 16;

export interface PictureOptions {
  readonly configuration: Pick<
    Configuration,
    'graph_width' | 'graph_height' | 'analyze_colors' | 'analyze_extension' | 'exporters' | 'date_format'
  >;
  readonly theme: ThemeName;
  /** What stands for a part in the legend. */
  readonly nameOf: (value: string | number) => string;
}

interface Entry {
  readonly colour: string;
  readonly text: string;
  readonly kind: 'area' | 'dashes';
}

/** Where things stand, px. */
interface Plot {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly x: (moment: Ms) => number;
  readonly y: (value: number) => number;
}

interface Drawing {
  readonly context: CanvasRenderingContext2D;
  readonly theme: Theme;
  readonly plot: Plot;
  readonly answer: GraphAnswer;
}

export interface Picture {
  readonly png: Buffer;
  readonly width: number;
  readonly height: number;
}

const font = (size: number, weight: 'normal' | 'bold' = 'normal'): string => `${weight} ${size}px "${FONT_FAMILY}"`;

function text(
  context: CanvasRenderingContext2D,
  words: string,
  x: number,
  y: number,
  align: 'left' | 'center' | 'right',
): void {
  context.textAlign = align;
  context.fillText(words, x, y);
}

/** A text cut to a width. */
function fitted(context: CanvasRenderingContext2D, words: string, width: number): string {
  if (context.measureText(words).width <= width) return words;
  let letters = Array.from(words);
  while (letters.length > 1 && context.measureText(`${letters.join('')}…`).width > width)
    letters = letters.slice(0, -1);
  return `${letters.join('')}…`;
}

/** The legend in columns of equal width. */
function legendRows(entries: number, width: number): { columns: number; rows: number } {
  if (entries === 0) return { columns: 1, rows: 0 };
  const columns = Math.max(1, Math.min(entries, Math.floor(width / 190)));
  return { columns, rows: Math.ceil(entries / columns) };
}

function legendOf(answer: GraphAnswer, colours: readonly string[], { theme, nameOf }: PictureOptions): Entry[] {
  const { parts = [], question } = answer;
  const entries = parts.map(({ value, share }, index): Entry => {
    const name = typeof value === 'string' || typeof value === 'number' ? nameOf(value) : 'All Others';
    return { colour: colours[index] ?? '', text: `${name} (${share.toFixed(1)} %)`, kind: 'area' };
  });
  const earlier = question.compare
    ? [{ colour: THEMES[theme].earlier, text: question.compare.label, kind: 'dashes' } as const]
    : [];
  return [...entries, ...earlier];
}

/** Draws a graph. The text of the statistics stands below it, so that the picture alone says it all. */
export function drawPicture(answer: GraphAnswer, options: PictureOptions): Picture {
  registerFonts();
  const { configuration, theme: themeName } = options;
  const { question, values, parts, compare, statistics } = answer;
  const theme = THEMES[themeName];
  const width = configuration.graph_width * question.width;
  const colours = partColours(parts?.length ?? 0, configuration.analyze_colors);
  const legend = legendOf(answer, colours, options);
  const rows = legendRows(legend.length, width - 20);
  const extension = parts ? configuration.analyze_extension : 0;
  const height = configuration.graph_height + extension + rows.rows * ROW;
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  context.fillStyle = theme.page;
  context.fillRect(0, 0, width, height);
  const stated = placeStatistics(context, answer, width);
  const below = AXIS + ROW * (2 + Math.max(...stated.map(({ row }) => row))) + 8;

  const area_ = { left: MARGIN.left, right: width - MARGIN.right, top: MARGIN.top };
  const bottom = height - below - rows.rows * ROW;
  const highest = Math.max(max(values) ?? 0, max(compare?.values ?? []) ?? 0);
  const { start, end } = question.window;
  const y = scaleLinear()
    .domain([0, highest > 0 ? highest * 1.04 : 1])
    .range([bottom, area_.top]);
  const x = scaleLinear().domain([start, end]).range([area_.left, area_.right]);
  const drawing: Drawing = { context, theme, answer, plot: { ...area_, bottom, x, y } };

  drawFrame(drawing, width, options);
  drawAxes(drawing, highest, options);
  context.save();
  context.beginPath();
  context.rect(area_.left, area_.top - 1, area_.right - area_.left, bottom - area_.top + 2);
  context.clip();
  drawGaps(drawing);
  drawValues(drawing, colours);
  context.restore();
  if (statistics) drawMarks(drawing);
  drawStatistics(drawing, stated, bottom + AXIS + 12);
  drawLegend(drawing, legend, rows.columns, height - rows.rows * ROW - 2, width);
  return { png: canvas.toBuffer('image/png'), width, height };
}

function drawFrame({ context, theme, answer }: Drawing, width: number, { configuration }: PictureOptions): void {
  const { question } = answer;
  const { start, end } = question.window;
  const format = configuration.date_format;
  const moment = (at: Ms): string => `${formatDate(at, format)} ${formatTime(at)}`;
  const split = question.split ? ` by ${question.split.by.label}` : '';
  context.fillStyle = theme.text;
  context.font = font(14, 'bold');
  const title = `${question.type.axis}${split}: ${sourceText(question.form, configuration)}`;
  text(context, fitted(context, title, width - 20), 10, 19, 'left');
  context.fillStyle = theme.lesser;
  context.font = font(11);
  const filter = question.filterTexts.map(({ label, text: value }) => `${label} ${value}`).join(', ');
  const span = `${moment(start)} – ${moment(end)} ${formatOffset(end)}, ${question.size.label}${filter === '' ? '' : `; ${filter}`}`;
  text(context, fitted(context, span, width - 20), 10, 35, 'left');
}

function drawAxes({ context, theme, plot, answer }: Drawing, highest: number, { configuration }: PictureOptions): void {
  const { left, right, top, bottom, x, y } = plot;
  const { window, type } = answer.question;
  context.fillStyle = theme.plot;
  context.fillRect(left, top, right - left, bottom - top);
  context.lineWidth = 1;
  context.font = font(11);
  const scale = scaleFor(highest);
  const ticks = scaleLinear()
    .domain([0, highest > 0 ? highest * 1.04 : 1])
    .ticks(Math.max(2, Math.floor((bottom - top) / 32)));
  context.strokeStyle = theme.grid;
  for (const tick of ticks) {
    const at = Math.round(y(tick)) + 0.5;
    rule(context, left, at, right, at);
    context.fillStyle = theme.text;
    text(context, formatScaled(tick, scale), left - 6, at + 4, 'right');
  }
  context.save();
  context.translate(13, (top + bottom) / 2);
  context.rotate(-Math.PI / 2);
  text(context, `${scale.prefix}${type.unit}`, 0, 0, 'center');
  context.restore();

  for (const { at, label, below } of timeMarks(
    window.start,
    window.end,
    Math.max(2, Math.floor((right - left) / 75)),
    configuration.date_format,
  )) {
    const place = Math.round(x(at)) + 0.5;
    context.strokeStyle = theme.grid;
    rule(context, place, top, place, bottom + 4);
    context.fillStyle = theme.text;
    text(context, label, place, bottom + 16, 'center');
    context.fillStyle = theme.lesser;
    if (below !== '') text(context, below, place, bottom + 29, 'center');
  }
  context.strokeStyle = theme.mark;
  context.setLineDash([2, 3]);
  for (const change of clockChanges(window.start, window.end)) {
    const place = Math.round(x(change)) + 0.5;
    rule(context, place, top, place, bottom);
    context.fillStyle = theme.lesser;
    text(context, `from here ${formatOffset(change)}`, place + 4, top + 12, 'left');
  }
  context.setLineDash([]);
  context.fillStyle = theme.lesser;
  const zone = zoneName();
  const name = zone === '' || /(^|\/)UTC$/.test(zone) ? formatOffset(window.start) : zone;
  text(context, `Time: ${name}`, right, bottom + AXIS + 12, 'right');
}

function rule(context: CanvasRenderingContext2D, x1: number, y1: number, x2: number, y2: number): void {
  context.beginPath();
  context.moveTo(x1, y1);
  context.lineTo(x2, y2);
  context.stroke();
}

function drawGaps({ context, theme, plot, answer }: Drawing): void {
  for (const { start, end } of answer.gaps) {
    const [from, to] = [plot.x(start), plot.x(end)];
    context.save();
    context.beginPath();
    context.rect(from, plot.top, to - from, plot.bottom - plot.top);
    context.clip();
    context.strokeStyle = theme.gap;
    for (let at = from - (plot.bottom - plot.top); at < to; at += 8)
      rule(context, at, plot.bottom, at + plot.bottom - plot.top, plot.top);
    context.restore();
    const words = 'nothing recorded';
    context.font = font(11);
    if (context.measureText(words).width + 12 > to - from) continue;
    const middle = (from + to) / 2;
    const half = context.measureText(words).width / 2 + 4;
    context.fillStyle = theme.plot;
    context.fillRect(middle - half, (plot.top + plot.bottom) / 2 - 10, 2 * half, 16);
    context.fillStyle = theme.lesser;
    text(context, words, middle, (plot.top + plot.bottom) / 2 + 2, 'center');
  }
}

/** Corners of a line of steps. */
interface Corner {
  readonly at: Ms;
  readonly low: number;
  readonly high: number;
  readonly isThere: boolean;
}

function corners(
  drawn: readonly Step[],
  { question, gaps }: GraphAnswer,
  value: (step: Step, index: number) => readonly [low: number, high: number],
): Corner[] {
  const shift = question.size.drawnAt === 'end' ? question.size.length : 0;
  return drawn.flatMap((step, index) => {
    const [low, high] = value(step, index);
    const middle = (step.start + step.end) / 2;
    const isThere = !gaps.some(({ start, end }) => start <= middle && middle < end);
    return [
      { at: step.start + shift, low, high, isThere },
      { at: step.end + shift, low, high, isThere },
    ];
  });
}

function drawValues({ context, theme, plot, answer }: Drawing, colours: readonly string[]): void {
  const { values, parts, compare, question } = answer;
  const pixels = Math.floor(plot.right - plot.left);
  const filled = area<Corner>()
    .defined(({ isThere }) => isThere)
    .x(({ at }) => plot.x(at))
    .y0(({ low }) => plot.y(low))
    .y1(({ high }) => plot.y(high))
    .context(context);
  const outlined = line<Corner>()
    .defined(({ isThere }) => isThere)
    .x(({ at }) => plot.x(at))
    .y(({ high }) => plot.y(high))
    .context(context);
  const fill = (points: Corner[], colour: string): void => {
    context.fillStyle = colour;
    context.beginPath();
    filled(points);
    context.fill();
  };
  const stroke = (points: Corner[], colour: string, width: number): void => {
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.beginPath();
    outlined(points);
    context.stroke();
  };
  const drawn = steps(values, question.buckets, pixels);
  if (drawn.length < values.length)
    fill(
      corners(drawn, answer, ({ peak }) => [0, peak]),
      theme.peaks,
    );
  if (parts) {
    const below = new Float64Array(drawn.length);
    parts.forEach((part, index) => {
      const own = steps(part.values, question.buckets, pixels);
      const points = corners(own, answer, ({ mean }, at) => [below[at]!, below[at]! + mean]);
      fill(points, colours[index] ?? theme.area);
      own.forEach(({ mean }, at) => (below[at] = below[at]! + mean));
    });
  } else {
    const points = corners(drawn, answer, ({ mean }) => [0, mean]);
    fill(points, theme.area);
    stroke(points, theme.line, 1.2);
  }
  if (!compare || !question.compare) return;
  const earlier = steps(compare.values, question.buckets, pixels); // in the place of the buckets that it is compared with
  context.setLineDash([5, 3]);
  stroke(
    corners(earlier, { ...answer, gaps: [] }, ({ mean }) => [0, mean]),
    theme.earlier,
    1.4,
  );
  context.setLineDash([]);
}

const MARKS = [
  { key: 'max', label: 'max' },
  { key: 'pct95', label: '95 %' },
  { key: 'avg', label: 'avg' },
  { key: 'min', label: 'min' },
] as const;

/** A line at each statistic, its name at the right edge; names that would stand on each other are moved apart. */
function drawMarks({ context, theme, plot, answer }: Drawing): void {
  const { statistics } = answer;
  if (!statistics) return;
  context.font = font(11);
  let free = plot.top - 12;
  for (const { key, label } of MARKS) {
    const at = Math.round(plot.y(statistics[key])) + 0.5;
    context.strokeStyle = theme.mark;
    context.lineWidth = 1;
    context.setLineDash(key === 'pct95' ? [7, 3] : [2, 3]);
    rule(context, plot.left, at, plot.right, at);
    context.setLineDash([]);
    const place = Math.max(free + 12, at + 4);
    free = place;
    rule(context, plot.right, at, plot.right + 5, place - 4);
    context.fillStyle = theme.text;
    text(context, label, plot.right + 8, place, 'left');
  }
}

/** Texts of the statistics, each with its place; they flow into as many rows as they need. */
interface Stated {
  readonly label: string;
  readonly value: string;
  readonly x: number;
  readonly row: number;
}

function placeStatistics(context: CanvasRenderingContext2D, answer: GraphAnswer, width: number): Stated[] {
  const { question, statistics } = answer;
  const unit = question.type.unit;
  let [x, row] = [10, 0];
  return STATISTICS.map(({ key, label }) => {
    const value = statistics ? formatRate(statistics[key], unit) : '–';
    context.font = font(11, 'bold'); // a little wider than the label is: room to spare
    const needed = context.measureText(`${label} ${value}`).width;
    if (x > 10 && x + needed > width - 10) [x, row] = [10, row + 1];
    const stated = { label, value, x, row };
    x += needed + 14;
    return stated;
  });
}

function drawStatistics({ context, theme, answer }: Drawing, stated: readonly Stated[], y: number): void {
  const { question } = answer;
  context.font = font(11);
  const remark = question.statistics === 'All' ? '[Zero and non-zero values]' : '[Non-zero values only]';
  const { multiplier } = question.presentation;
  context.fillStyle = theme.lesser;
  text(context, `${remark}${multiplier === 1 ? '' : ` × ${multiplier}`}`, 10, y, 'left');
  for (const { label, value, x, row } of stated) {
    const at = y + (row + 1) * ROW;
    context.font = font(11);
    context.fillStyle = theme.lesser;
    text(context, label, x, at, 'left');
    const indent = context.measureText(`${label} `).width;
    context.font = font(11, 'bold');
    context.fillStyle = theme.text;
    text(context, value, x + indent, at, 'left');
  }
}

function drawLegend(
  { context, theme }: Drawing,
  entries: readonly Entry[],
  columns: number,
  top: number,
  width: number,
) {
  const each = (width - 20) / columns;
  context.font = font(11);
  entries.forEach(({ colour, text: words, kind }, index) => {
    const [x, y] = [10 + (index % columns) * each, top + Math.floor(index / columns) * ROW];
    if (kind === 'area') {
      context.fillStyle = colour;
      context.fillRect(x, y, 12, 10);
    } else {
      context.strokeStyle = colour;
      context.lineWidth = 2;
      context.setLineDash([5, 3]);
      rule(context, x, y + 5, x + 14, y + 5);
      context.setLineDash([]);
    }
    context.fillStyle = theme.text;
    text(context, fitted(context, words, each - 24), x + 18, y + 9, 'left');
  });
}
