/** The graph of one tracking, as words for `rrdtool graph` (reference section 5.7). */
import type { Configuration } from '../config/configuration.js';
import type { RrdProcess } from '../rrd/rrd-process.js';
import { fileWord, marks, remark, span } from './graph-frame.js';
import type { GraphWindow } from './graph-windows.js';
import type { Seconds } from './period.js';
import type { Tracking } from './tracking.js';
import { DATA_SOURCE } from './tracking-rrd.js';
import { TRACKING_TYPES } from './tracking-type.js';

/** Printed below the plot, of the values that it shows. */
const STATISTICS = [
  { title: 'Maximum', of: 'MAXIMUM' },
  { title: '95thPct', of: '95,PERCENTNAN' },
  { title: 'Average', of: 'AVERAGE' },
  { title: 'Minimum', of: 'MINIMUM' },
  { title: 'Current', of: 'LAST' },
] as const;

/** Whether the graph has any value at all: of none, rrdtool prints `-nan` as each statistic. */
export type Known = 'some' | 'none';

/**
 * Whether a tracking has a value that its graph would show, as rrdtool reckons for its width.
 * @throws RrdError, for one if there is no such file
 */
export async function knownValues(
  rrd: RrdProcess,
  file: string,
  window: GraphWindow,
  now: Seconds,
  { rrd_width }: Pick<Configuration, 'rrd_width'>,
): Promise<Known> {
  const { start, end } = span(window, now);
  const words = ['--start', String(start), '--end', String(end), '--width', String(rrd_width)];
  const average = `DEF:average=${fileWord(file)}:${DATA_SOURCE}:AVERAGE`;
  const printed = await rrd.run('graph', '', ...words, average, 'VDEF:last=average,LAST', 'PRINT:last:%lf');
  return printed.some((line) => line.includes('nan')) ? 'none' : 'some';
}

/** The elements in their order: area, line, peaks, statistics, marks, threshold. */
export function trackingElements(
  { type, alert, revisions }: Tracking,
  file: string,
  window: GraphWindow,
  now: Seconds,
  configuration: Configuration,
  known: Known = 'some',
): string[] {
  const { rrd_area, rrd_line, rrd_peak, rrd_thick, rrd_hrule_color } = configuration;
  const { unit } = TRACKING_TYPES[type];
  const peak = window.peak === 'drawn';
  const threshold = Math.abs(Number(alert.threshold));
  return [
    `DEF:average=${fileWord(file)}:${DATA_SOURCE}:AVERAGE`,
    ...(peak ? [`DEF:peak=${fileWord(file)}:${DATA_SOURCE}:MAX`] : []),
    ...STATISTICS.map(({ of }, index) => `VDEF:value${index}=average,${of}`),
    `AREA:average#${rrd_area}`,
    `LINE${rrd_thick}:average#${rrd_line}`,
    ...(peak ? [`LINE${rrd_thick}:peak#${rrd_peak}:Peak 5 Minute Period\\l`] : []),
    remark(window, now, configuration),
    ...(known === 'none'
      ? ['COMMENT:There is no data of this time.']
      : STATISTICS.map(({ title }, index) => `GPRINT:value${index}:${title} %6.2lf%s${unit}`)),
    'COMMENT:\\l',
    ...marks(revisions, span(window, now), configuration),
    ...(threshold > 0 && Number.isFinite(threshold) ? [`HRULE:${threshold}#${rrd_hrule_color}`] : []),
  ];
}
