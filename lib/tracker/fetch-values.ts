/** The values behind a graph. */
import { RrdProcess } from '../rrd/rrd-process.js';
import type { GraphWindow } from './graph-windows.js';
import type { Seconds } from './period.js';

export interface Row {
  /** Of the period. */
  readonly end: Seconds;
  /** Undefined where it is not known. */
  readonly average: number | undefined;
  /** Highest 5 minutes of the period. */
  readonly peak: number | undefined;
}

/** Lines of `rrdtool fetch`: `1749942300: 1.2345e+06`. */
function readLines(lines: readonly string[]): Map<Seconds, number | undefined> {
  const found = lines.flatMap((line): [Seconds, number | undefined][] => {
    const [, time, text = ''] = /^(\d+): (\S+)$/.exec(line.trim()) ?? [];
    const value = Number(text);
    return time === undefined ? [] : [[Number(time), Number.isFinite(value) ? value : undefined]];
  });
  return new Map(found);
}

/**
 * The values of a window that ends now, oldest first.
 * @throws RrdError, for one if there is no such file
 */
export async function fetchValues(
  file: string,
  { length, resolution }: Pick<GraphWindow, 'length' | 'resolution'>,
  now: Seconds,
): Promise<Row[]> {
  const end = Math.floor(now / resolution) * resolution;
  const start = end - Math.floor(length / resolution) * resolution;
  const span = ['--resolution', String(resolution), '--start', String(start), '--end', String(end)];
  const rrd = new RrdProcess();
  try {
    const [averages, peaks] = await Promise.all(
      ['AVERAGE', 'MAX'].map(async (kind) => readLines(await rrd.run('fetch', file, kind, ...span))),
    );
    const known = [...(averages ?? [])].filter(([time]) => time > start && time <= end);
    return known.map(([time, average]) => ({ end: time, average, peak: peaks?.get(time) }));
  } finally {
    await rrd.close();
  }
}
