/** The values of a graph's picture: an area or a stack, the earlier values over it, and gaps. */
import { area, line } from 'd3-shape';
import type { Ms } from '../flow/time.js';
import { rule, textOver, type Plotted } from './drawing.js';
import type { Gap } from './graphanswer.js';
import { isWithin, steps, type Step } from './steps.js';

/** Hatches the times of which nothing is recorded. */
export function drawGaps({ context, theme, plot, answer }: Plotted): void {
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
  }
}

/** Says what the hatching means, over what else is drawn there. */
export function drawGapWords(plotted: Plotted): void {
  const { context, theme, plot, answer, type } = plotted;
  const words = 'nothing recorded';
  context.font = type.normal;
  context.fillStyle = theme.lesser;
  const width = context.measureText(words).width + 12;
  for (const { start, end } of answer.gaps) {
    const [from, to] = [plot.x(start), plot.x(end)];
    if (width <= to - from) textOver(plotted, words, (from + to) / 2, (plot.top + plot.bottom) / 2 + 2, 'center');
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
  { shift, gaps }: { readonly shift: Ms; readonly gaps: readonly Gap[] },
  value: (step: Step, index: number) => readonly [low: number, high: number],
  whole: readonly Step[] = drawn,
): Corner[] {
  return drawn.flatMap((step, index) => {
    const [low, high] = value(step, index);
    const isThere = !isWithin(whole[index] ?? step, gaps);
    return [
      { at: step.start + shift, low, high, isThere },
      { at: step.end + shift, low, high, isThere },
    ];
  });
}

/** The line goes down where a gap begins and up where it ends: a lone step is seen. */
function withEdges(points: readonly Corner[]): Corner[] {
  return points.flatMap((point, index) => {
    const edge = { ...point, high: 0 };
    const isFirst = points[index - 1]?.isThere === false;
    const isLast = points[index + 1]?.isThere === false;
    return point.isThere ? [...(isFirst ? [edge] : []), point, ...(isLast ? [edge] : [])] : [point];
  });
}

/** @param colours of the parts */
export function drawValues({ context, theme, plot, answer }: Plotted, colours: readonly string[]): void {
  const { values, parts, compare, question } = answer;
  const at = { shift: question.size.drawnAt === 'end' ? question.size.length : 0, gaps: answer.gaps };
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
    outlined(withEdges(points));
    context.stroke();
  };
  const drawn = steps(values, question.buckets, pixels);
  if (drawn.length < values.length)
    fill(
      corners(drawn, at, ({ peak }) => [0, peak]),
      theme.peaks,
    );
  if (parts) {
    const below = new Float64Array(drawn.length);
    parts.forEach((part, index) => {
      const own = steps(part.values, question.buckets, pixels);
      const points = corners(own, at, ({ mean }, place) => [below[place]!, below[place]! + mean], drawn);
      fill(points, colours[index] ?? theme.area);
      own.forEach(({ mean }, place) => (below[place] = below[place]! + mean));
    });
  } else {
    const points = corners(drawn, at, ({ mean }) => [0, mean]);
    fill(points, theme.area);
    stroke(points, theme.line, 1.2);
  }
  if (!compare || !question.compare) return;
  const earlier = steps(compare.values, question.buckets, pixels); // in the place of the buckets that it is compared with
  const points = corners(earlier, { ...at, gaps: compare.gaps }, ({ mean }) => [0, mean]);
  if (parts) stroke(points, theme.plot, 3.4); // a seam, without which the line is lost on some colours
  context.setLineDash([5, 3]);
  stroke(points, theme.earlier, 1.4);
  context.setLineDash([]);
}
