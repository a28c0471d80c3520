/** What the script of a graph's page draws: values for each step of time, in seconds since 1970. */
import { formatIdentity } from './format.js';
import type { Configuration } from '../config/configuration.js';
import { BUCKET_SIZES } from '../graph/bucketsize.js';
import { partColours, THEME_NAMES, themeOf } from '../graph/colours.js';
import type { Earlier, GraphAnswer } from '../graph/graphanswer.js';
import { isWithin, steps } from '../graph/steps.js';
import { shownParts } from '../graph/split.js';
import { MARKS } from '../graph/statistics.js';
import { clockChanges, zoneText } from '../graph/timeaxis.js';
import type { Names } from '../report/names.js';
import { datePattern } from '../report/dateformat.js';
import { offsetAt } from '../report/zone.js';

/** Steps that a page holds: more than a screen has pixels. Dragging a range asks for it in full. */
const MOST_STEPS = 4000;

interface LiveSeries {
  readonly label: string;
  readonly values: readonly (number | null)[];
  /** As CSS has it, or its name in `themes`. */
  readonly colour: string;
  readonly part?: true;
  readonly dashed?: true;
}

/** JSON that may stand in a script element. */
export function liveData(answer: GraphAnswer, configuration: Configuration, names: Names): string {
  const { question, values, parts, compare, gaps, statistics } = answer;
  const { buckets, type, size, split, window } = question;
  const drawn = steps(values, buckets, MOST_STEPS);
  const shift = size.drawnAt === 'end' ? size.length : 0;
  // the last value lasts to the end of its step
  const closed = (numbers: readonly (number | null)[]): (number | null)[] => [...numbers, numbers.at(-1) ?? null];
  const means = (of: Float64Array): (number | null)[] =>
    closed(
      steps(of, buckets, MOST_STEPS).map(({ mean }, index) => (isWithin(drawn[index]!, gaps) ? null : round(mean))),
    );
  const earlier = (of: Earlier): (number | null)[] =>
    closed(steps(of.values, buckets, MOST_STEPS).map((step) => (isWithin(step, of.gaps) ? null : round(step.mean))));
  const colours = partColours(parts?.length ?? 0, configuration.analyze_colors);
  const series: LiveSeries[] = parts
    ? shownParts(parts).map(({ value, values: own }, index) => ({
        label:
          value === null
            ? 'All Others'
            : ((split && names(split.by.kind, value)) ?? formatIdentity(split?.by.kind ?? 'text', value)),
        values: means(own),
        colour: colours[index] ?? '',
        part: true,
      }))
    : [{ label: type.axis, values: means(values), colour: 'line' }];
  if (drawn.length < values.length)
    series.unshift({ label: 'Highest', values: closed(drawn.map(({ peak }) => round(peak))), colour: 'peaks' });
  if (compare && question.compare)
    series.push({
      label: question.compare.label,
      values: earlier(compare),
      colour: 'earlier',
      dashed: true,
    });
  const data = {
    times: [...drawn.map(({ start }) => (start + shift) / 1000), ((drawn.at(-1)?.end ?? window.end) + shift) / 1000],
    date: datePattern(configuration.date_format),
    zone: zoneText(window.start),
    gaps: gaps.map(({ start, end }) => [start / 1000, end / 1000]),
    offsets: [window.start, ...clockChanges(window.start, window.end)].map((at) => [at / 1000, offsetAt(at) / 1000]),
    series,
    themes: Object.fromEntries(THEME_NAMES.map((name) => [name, themeOf(configuration, name)])),
    unit: type.unit,
    stacked: parts !== undefined,
    bucket: size.value,
    sizes: BUCKET_SIZES.filter(({ drawnAt }) => drawnAt === 'start').map(({ length }) => length / 1000),
    smallest: 1,
    marks: statistics ? MARKS.map(({ key, label }) => ({ label, value: statistics[key], key })) : [],
  };
  return JSON.stringify(data).replaceAll('<', '\\u003c');
}

/** Enough digits for a screen. */
function round(value: number): number {
  return Number(value.toPrecision(7));
}
