/** What an alert compares values with, out of an RRD, and when it would have fired. */
import type { RrdProcess } from '../rrd/rrd-process.js';
import { nextAlert, QUIET, type AlertEvent, type Observation } from './alert-machine.js';
import { sigmaBounds, thresholdBounds, type AlertRule } from './alert-rule.js';
import { PERIOD, periodEnds, type Seconds } from './period.js';
import { ARCHIVES, lastUpdate, type PeriodValue } from './tracking-rrd.js';

const DAY: Seconds = 86_400;
const HALF_HOUR: Seconds = 1800;

/** Averages by the end of the time that they are of. */
export type History = ReadonlyMap<Seconds, number | undefined>;

/**
 * The averages that end after `start`, up to `end`.
 * @param resolution of the archive
 * @throws RrdError
 */
export async function fetchAverages(
  rrd: RrdProcess,
  file: string,
  { start, end, resolution }: { readonly start: Seconds; readonly end: Seconds; readonly resolution: Seconds },
): Promise<History> {
  const rows = ARCHIVES.find(({ steps }) => steps * PERIOD === resolution)?.rows ?? 0;
  const kept = Math.max(start, end - rows * resolution); // further back rrdtool would answer from a coarser archive
  const times = ['--start', String(kept), '--end', String(end - 1), '--resolution', String(resolution)];
  const history = new Map<Seconds, number | undefined>();
  for (const line of await rrd.run('fetch', file, 'AVERAGE', ...times)) {
    const [, time, text] = /^(\d+): (\S+)$/.exec(line) ?? [];
    const [moment, value] = [Number(time), Number(text)];
    if (time !== undefined && moment > start && moment <= end)
      history.set(moment, Number.isFinite(value) ? value : undefined);
  }
  const [first, second] = history.keys();
  const isCoarse = first !== undefined && second !== undefined && second - first !== resolution;
  return isCoarse ? new Map() : history;
}

/** Values that an alert looks at: of 5 minutes, and of half hours. */
export interface Known {
  readonly periods: History;
  readonly halfHours: History;
}

/** From when on values must be known to judge the period that ends at `end`. */
function reach(rule: AlertRule, end: Seconds): { readonly periods: Seconds; readonly halfHours: Seconds } {
  const observations = rule.sigma?.observations ?? 0;
  const isByDay = rule.frequency.against === 'time of day';
  return {
    periods: end - (isByDay ? HALF_HOUR : (observations + 1) * PERIOD),
    halfHours: isByDay ? end - observations * DAY - 2 * HALF_HOUR : end,
  };
}

/**
 * What a rule needs to judge the periods after `start` up to `end`.
 * @throws RrdError
 */
export async function knownFor(
  rule: AlertRule,
  rrd: RrdProcess,
  file: string,
  { start, end }: { readonly start: Seconds; readonly end: Seconds },
): Promise<Known> {
  if (!rule.sigma) return { periods: new Map(), halfHours: new Map() };
  const from = reach(rule, start);
  const isByDay = rule.frequency.against === 'time of day';
  return {
    periods: await fetchAverages(rrd, file, { start: from.periods, end, resolution: PERIOD }),
    halfHours: isByDay
      ? await fetchAverages(rrd, file, { start: from.halfHours, end, resolution: HALF_HOUR })
      : new Map(),
  };
}

/**
 * A value with what it is compared with: the threshold; the values just before it; or, as the half hour that ends with it, the same half hours of
 * the days before.
 */
export function observe(rule: AlertRule, { end, value }: PeriodValue, { periods, halfHours }: Known): Observation {
  const { sigma, threshold, frequency } = rule;
  if (!sigma) return { end, value, bounds: thresholdBounds(threshold) };
  if (frequency.against === 'before') {
    const before = Array.from({ length: sigma.observations }, (_, index) => periods.get(end - (index + 1) * PERIOD));
    return { end, value, bounds: sigmaBounds(before, sigma) };
  }
  const latest = periodEnds(end - HALF_HOUR, end).map((each) => (each === end ? value : periods.get(each)));
  const known = latest.filter((each) => each !== undefined);
  const mean = known.length < latest.length ? undefined : known.reduce((sum, each) => sum + each, 0) / known.length;
  const sample = Array.from({ length: sigma.observations }, (_, index) =>
    halfHours.get(Math.ceil((end - (index + 1) * DAY) / HALF_HOUR) * HALF_HOUR),
  );
  return { end, value: value === undefined ? undefined : mean, bounds: sigmaBounds(sample, sigma) };
}

/** A time in which an alert would have been raised. */
export interface FiredPeriod {
  readonly kind: AlertEvent['kind'];
  /** Begin of the first miss that counts. */
  readonly start: Seconds;
  /** End of the period that was well again; undefined while it lasts. */
  readonly end: Seconds | undefined;
  /** Messages, without that of the recovery. */
  readonly messages: number;
  /** The value farthest out, whether a message would have told it or not. */
  readonly worst: number;
}

/** Replays values, in order. */
export function firedPeriods(rule: AlertRule, observations: Iterable<Observation>): FiredPeriod[] {
  const fired: FiredPeriod[] = [];
  let state = QUIET;
  for (const observation of observations) {
    const step = nextAlert(rule, state, observation);
    const { event } = step;
    const wasQuiet = state.alarm === 'quiet';
    state = step.state;
    const last = wasQuiet ? undefined : fired.pop();
    if (!last) {
      if (event) fired.push({ kind: event.kind, start: event.start, end: undefined, messages: 1, worst: event.value });
    } else if (event?.kind === 'recovered') fired.push({ ...last, end: event.end });
    else {
      const farther = last.kind === 'exceeded' ? Math.max : Math.min;
      const worst = farther(last.worst, event?.value ?? last.worst, observation.value ?? last.worst);
      fired.push({ ...last, messages: last.messages + (event ? 1 : 0), worst });
    }
  }
  return fired;
}

/**
 * When an alert would have fired over the history in an RRD: over 64 days for a threshold, where what is older than 50 hours is known by averages of half hours
 * and of 2 hours, in which peaks are lower; over 50 hours for sigma, which compares values of 5 minutes.
 * @throws RrdError, for one if there is no such file
 */
export async function wouldHaveFired(rule: AlertRule, rrd: RrdProcess, file: string): Promise<FiredPeriod[]> {
  const last = Math.floor((await lastUpdate(rrd, file)) / PERIOD) * PERIOD;
  const archives = rule.sigma ? ARCHIVES.slice(0, 1) : ARCHIVES.slice(0, 3);
  const values = new Map<Seconds, number | undefined>();
  for (const { steps, rows } of archives.toReversed()) {
    const resolution = steps * PERIOD;
    const start = Math.ceil((last - rows * resolution) / resolution) * resolution;
    const averages = await fetchAverages(rrd, file, { start, end: last, resolution });
    for (const [end, value] of averages)
      for (const each of periodEnds(end - resolution, end))
        if (value !== undefined || steps === 1) values.set(each, value); // a coarser value is better than none
  }
  const ends = [...values.keys()].sort((one, other) => one - other);
  const [start = last] = ends;
  const { halfHours } = await knownFor(rule, rrd, file, { start, end: last });
  const known = { periods: values, halfHours };
  return firedPeriods(
    rule,
    ends.map((end) => observe(rule, { end, value: values.get(end) }, known)),
  );
}
