/** The RRD of a tracking (reference section 5.5). */
import { join } from 'node:path';
import { shareWithGroup } from '../config/share.js';
import type { RrdProcess } from '../rrd/rrd-process.js';
import { PERIOD, type Seconds } from './period.js';
import type { Tracking } from './tracking.js';

/** Steps of an archive, and how many are kept: 50 hours, 14 days, 64 days, 3 years. */
export const ARCHIVES = [
  { steps: 1, rows: 600 },
  { steps: 6, rows: 700 },
  { steps: 24, rows: 775 },
  { steps: 288, rows: 1100 },
] as const;

/** Of every type of tracking. */
export const DATA_SOURCE = 'flowbits';

const HEARTBEAT: Seconds = 600;
/** How long before a tracking is made its RRD begins. */
const BEFORE: Seconds = 2400;

/** The file of a tracking's values. */
export function rrdFile(directory: string, { id, state }: Pick<Tracking, 'id' | 'state'>): string {
  return join(directory, `${id}${state === 'archived' ? '.archive' : '.rrd'}`);
}

/** Where the RRD of a tracking that is made now begins. */
export function rrdStart(now: Seconds): Seconds {
  return Math.floor((now - BEFORE) / PERIOD) * PERIOD;
}

/**
 * Makes an RRD unless there is one.
 * @param start values come after it
 * @param history an RRD whose values up to `start` it begins with
 * @throws RrdError
 */
export async function createTrackingRrd(
  rrd: RrdProcess,
  file: string,
  start: Seconds,
  history?: string,
): Promise<void> {
  const archives = (['AVERAGE', 'MAX'] as const).flatMap((kind) =>
    ARCHIVES.map(({ steps, rows }) => `RRA:${kind}:0.5:${steps}:${rows}`),
  );
  const times = ['--start', String(start), '--step', String(PERIOD)];
  const source = history === undefined ? [] : ['--source', history];
  await rrd.run(
    'create',
    file,
    '--no-overwrite',
    ...times,
    ...source,
    `DS:${DATA_SOURCE}:GAUGE:${HEARTBEAT}:U:U`,
    ...archives,
  );
  shareWithGroup(file);
}

/**
 * Gives archives that an older version made shorter, such as 797 days, the rows that they have today; values stay.
 * @throws RrdError
 */
export async function growArchives(rrd: RrdProcess, file: string): Promise<void> {
  const facts = new Map<string, number>();
  for (const line of await rrd.run('info', file)) {
    const [, name = '', value] = /^(rra\[\d+\]\.(?:rows|pdp_per_row)) = (\d+)$/.exec(line) ?? [];
    if (value !== undefined) facts.set(name, Number(value));
  }
  const words: string[] = [];
  for (let index = 0; facts.has(`rra[${index}].rows`); index++) {
    const archive = ARCHIVES.find(({ steps }) => steps === facts.get(`rra[${index}].pdp_per_row`));
    const missing = (archive?.rows ?? 0) - (facts.get(`rra[${index}].rows`) ?? 0);
    if (missing > 0) words.push(`RRA#${index}:+${missing}`);
  }
  if (words.length > 0) await rrd.run('tune', file, ...words);
}

/**
 * Time of the last value.
 * @throws RrdError, for one if there is no such file
 */
export async function lastUpdate(rrd: RrdProcess, file: string): Promise<Seconds> {
  const [text = ''] = await rrd.run('last', file);
  return Number(text);
}

/** The mean of the period that ends at `end`; undefined where it is not known. */
export interface PeriodValue {
  readonly end: Seconds;
  readonly value: number | undefined;
}

/**
 * Adds values. Time between the last update and the first of them is unknown.
 * @param last the last update
 * @param values in order, all after it
 * @returns what rrdtool was given
 * @throws RrdError
 */
export async function addValues(
  rrd: RrdProcess,
  file: string,
  last: Seconds,
  values: readonly PeriodValue[],
): Promise<string[]> {
  const [first] = values;
  if (!first) return [];
  const words = values.map(({ end, value }) => `${end}:${value ?? 'U'}`);
  // a gap longer than the heartbeat would make the whole interval unknown, the first value with it
  if (last < first.end - PERIOD) words.unshift(`${first.end - PERIOD}:U`);
  await rrd.run('update', file, ...words);
  return words;
}
