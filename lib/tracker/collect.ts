/** What trackings of one source measured in some periods: one question (reference sections 5.6 and 12.3). */
import type { Filter } from '../query/filter.js';
import type { FlowQuery, Measure } from '../query/query.js';
import { QueryError } from '../query/query-error.js';
import { readFieldList } from '../query/fieldlist.js';
import { captureSpans, covered } from '../store/capture-spans.js';
import type { Cell, FlowStore, Note } from '../store/store.js';
import { PERIOD, periodEnds, type Seconds } from './period.js';
import type { DirectorySource } from './source.js';
import { multiplierOf, type Tracking } from './tracking.js';
import { TRACKING_TYPES } from './tracking-type.js';
import type { PeriodValue } from './tracking-rrd.js';

/** A tracking whose filter has been read. */
export interface Followed {
  readonly tracking: Tracking;
  readonly filter: Filter;
}

export interface CollectRequest {
  readonly source: DirectorySource;
  readonly followed: readonly Followed[];
  /** Periods from `start` to `end`, both aligned. */
  readonly start: Seconds;
  readonly end: Seconds;
  readonly dataDirectory: string;
  /** Seconds that a flow file covers which does not say so. */
  readonly fileLength: Seconds;
  readonly signal?: AbortSignal;
}

export interface Collected {
  /** In the order of `followed`. */
  readonly values: readonly (readonly PeriodValue[])[];
  readonly notes: readonly Note[];
}

/** One tracking cannot be asked for; the others can. */
export class UnaskableError extends Error {
  constructor(
    readonly followed: Followed,
    options: ErrorOptions,
  ) {
    super(`${followed.tracking.label} cannot be asked for`, options);
  }
}

/** Less of a period than this was captured: its value is not known. As RRDs consolidate. */
const LEAST_COVERED = 0.5;

/** Trackings of one exporter share a count of all its flows. */
function presences(followed: readonly Followed[]): Map<string, Measure> {
  const measures = new Map<string, Measure>();
  for (const { tracking } of followed) {
    const { exporter } = tracking.fields;
    if (measures.has(exporter)) continue;
    const as = `present${measures.size}`;
    measures.set(exporter, { measure: 'records', as, ...(exporter !== '' && { filter: exporterFilter(exporter) }) });
  }
  return measures;
}

/** An exporter that cannot be read is no filter: the tracking's own filter came from its definition. */
function exporterFilter(exporter: string): Filter {
  try {
    return readFieldList('exaddr', exporter);
  } catch {
    return { kind: 'and', of: [] };
  }
}

function questionFor({ source, followed, start, end }: CollectRequest, present: readonly Measure[]): FlowQuery {
  const measures = followed.map(({ tracking: { type }, filter }, index): Measure => {
    return { measure: TRACKING_TYPES[type].measure, filter, as: `tracking${index}` };
  });
  return {
    sources: [source],
    window: { start: start * 1000, end: end * 1000, rule: 'any' },
    filter: { kind: 'and', of: [] },
    share: 'part inside window',
    select: {
      kind: 'groups',
      dimensions: [],
      measures: [...present, ...measures],
      ...(end - start > PERIOD && { bucket: PERIOD * 1000 }),
    },
    order: [],
  };
}

/** Cells of the measures, by the end of the period. */
function cellsByEnd(rows: readonly (readonly Cell[])[], { start, end }: CollectRequest): Map<Seconds, readonly Cell[]> {
  if (end - start === PERIOD) return new Map(rows.map((cells) => [end, cells]));
  return new Map(rows.map(([bucket, ...cells]) => [Number(bucket) / 1000 + PERIOD, cells]));
}

/** Which tracking a wrong question is about. */
function culprit(error: unknown, { followed }: CollectRequest, before: number): Followed | undefined {
  if (!(error instanceof QueryError)) return undefined;
  const [, index = NaN] = /^select\.measures\[(\d+)\]/.exec(error.place) ?? [];
  return followed[Number(index) - before];
}

/**
 * Asks for all trackings at once. A value is not known where no flow of the source, or of the tracking's exporter, has a
 * part in the period, or where less than half of the period was captured; else what no flow matches is 0.
 * @throws UnaskableError; what the store throws
 */
export async function collect(store: FlowStore, request: CollectRequest): Promise<Collected> {
  const { source, followed, start, end, dataDirectory, signal } = request;
  const present = presences(followed);
  const window = { start: start * 1000, end: end * 1000 };
  let result: Awaited<ReturnType<FlowStore['run']>>;
  try {
    result = await store.run(questionFor(request, [...present.values()]), { ...(signal && { signal }) });
  } catch (error) {
    const wrong = culprit(error, request, present.size);
    throw wrong ? new UnaskableError(wrong, { cause: error }) : error;
  }
  const spans = await captureSpans(source, { dataDirectory, window, fileLength: request.fileLength * 1000 });
  const cells = cellsByEnd(result.rows, request);
  const ends = periodEnds(start, end).map((periodEnd) => {
    const period = { start: (periodEnd - PERIOD) * 1000, end: periodEnd * 1000 };
    const isCaptured = covered(spans, period) >= LEAST_COVERED * PERIOD * 1000;
    return { end: periodEnd, cells: isCaptured ? cells.get(periodEnd) : undefined };
  });
  const exporters = [...present.keys()];
  return {
    values: followed.map(({ tracking }, index) => {
      const factor = (TRACKING_TYPES[tracking.type].factor * multiplierOf(tracking)) / PERIOD;
      const presence = exporters.indexOf(tracking.fields.exporter);
      return ends.map(({ end: periodEnd, cells: found }) => {
        const isPresent = Number(found?.[presence] ?? 0) > 0;
        return { end: periodEnd, value: isPresent ? Number(found?.[present.size + index] ?? 0) * factor : undefined };
      });
    }),
    notes: result.notes,
  };
}
