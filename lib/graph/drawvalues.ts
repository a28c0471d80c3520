/** The values of a graph's picture: an area or a stack, the earlier values over it, and gaps. */
import { area, line } from 'd3-shape';
import type { Ms } from '../flow/time.js';
import { rule, text, type Plotted } from './drawing.js';
import type { GraphAnswer } from './graphanswer.js';
import { isWithin, steps, type Step } from './steps.js';

/** Hatches the times of which nothing is recorded. */
export function drawGaps({ context, theme, plot, answer, type }: Plotted): void {
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
    context.font = type.normal;
    if (context.measureText(words).width + 12 > to - from) continue;
    const middle = (from + to) / 2;
    const half = context.measureText(words).width / 2 + 4;
    context.fillStyle = theme.plot;
    context.fillRect(middle - half, (plot.top + plot.bottom) / 2 - type.at11(10), 2 * half, type.row);
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
  whole: readonly Step[] = drawn,
): Corner[] {
  const shift = question.size.drawnAt === 'end' ? question.size.length : 0;
  return drawn.flatMap((step, index) => {
    const [low, high] = value(step, index);
    const isThere = !isWithin(whole[index] ?? step, gaps);
    return [
      { at: step.start + shift, low, high, isThere },
      { at: step.end + shift, low, high, isThere },
    ];
  });
}

/** @param colours of the parts */
export function drawValues({ context, theme, plot, answer }: Plotted, colours: readonly string[]): void {
  const { values, parts, compare, question } = answer;
  const pixels = Math.floor(plot.right - plot.left);
  // on whole pixels, of which a step has one at least: a lone peak has its colour, and is not smeared over two
  const column = ({ at }: Corner): number => Math.round(plot.x(at));
  const filled = area<Corner>()
    .defined(({ isThere }) => isThere)
    .x(column)
    .y0(({ low }) => plot.y(low))
    .y1(({ high }) => plot.y(high))
    .context(context);
  const outlined = line<Corner>()
    .defined(({ isThere }) => isThere)
    .x(column)
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
      const points = corners(own, answer, ({ mean }, at) => [below[at]!, below[at]! + mean], drawn);
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
