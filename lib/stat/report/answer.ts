/** One report as questions over FlowQuery, and the answers as rows. */
import { dimensionKey } from '../../query/columns.js';
import type { Filter } from '../../query/filter.js';
import type { Dimension, FlowQuery, Measure } from '../../query/query.js';
import type { Cell, Result } from '../../store/store.js';
import { classMeasures, WITH_PACKETS } from '../class-measures.js';
import { RATES } from './fields.js';
import type { AddressFormat, TypedReport } from './stat-file.js';

/** Rates are of records that last. */
const LASTING: Filter = { kind: 'compare', field: 'duration', op: 'gt', value: 0 };

const rateMeasures = (scale: number): Measure[] => [
  { measure: 'records', as: 'frecs', filter: LASTING },
  ...(['bps', 'pps'] as const).flatMap((of) =>
    (['sum', 'min', 'max'] as const).map((measure) => ({
      measure,
      of,
      as: `${measure}-${of}`,
      filter: LASTING,
      scale,
    })),
  ),
];

function formattedKeys(
  dimension: Dimension,
  formats: TypedReport['formats'],
  masks: TypedReport['tagMask'],
): Dimension[] {
  if (dimension.kind !== 'field') return [dimension];
  const { field } = dimension;
  if (masks && field === 'src_tag') return [{ ...dimension, mask: masks.src }];
  if (masks && field === 'dst_tag') return [{ ...dimension, mask: masks.dst }];
  if (field !== 'srcaddr' && field !== 'dstaddr') return [dimension];
  const format: AddressFormat = formats[field];
  if (format === 'address') return [dimension];
  if (format === 'prefix-mask') return [{ kind: 'prefix', field, bits: 'recorded' }];
  return [dimension, { kind: 'field', field: field === 'srcaddr' ? 'src_mask' : 'dst_mask' }];
}

/** Whether some output of the report shows a rate, or the number of records that have one. */
export function showsRates({ outputs }: TypedReport): boolean {
  return outputs.some(({ fields }) => fields.has('frecs') || RATES.some((rate) => fields.has(rate)));
}

/**
 * The questions: the groups in the order in which an unsorted report shows them, and one row about all flows.
 * @param file name of the opened input
 * @param filter of the definition and the report together
 */
export function reportQueries(report: TypedReport, filter: Filter, file: string): readonly [FlowQuery, FlowQuery] {
  const { type } = report;
  const common = { sources: [{ kind: 'files', paths: [file] }], share: 'whole flows' } as const;
  const counted: Filter = { kind: 'and', of: [filter, WITH_PACKETS] };
  // keys of their own: a field may have the name of a counter
  const dimensions = type.keys
    .flatMap(({ dimension }) => formattedKeys(dimension, report.formats, report.tagMask))
    .map((dimension, at): Dimension => (dimension.kind === 'second' ? dimension : { ...dimension, as: `key${at}` }));
  const counters: Measure[] = [
    { measure: 'flows' },
    { measure: 'octets' },
    { measure: 'packets' },
    ...(type.body === 'seconds' ? [] : [{ measure: 'duration' } as const]),
    ...(showsRates(report) ? rateMeasures(report.scale ?? 1) : []),
  ];
  const byKey =
    type.body === 'table'
      ? dimensions.map(dimensionKey)
      : ['appearance', ...(type.body === 'seconds' ? ['second'] : [])];
  const groups: FlowQuery = {
    ...common,
    filter: counted,
    select: {
      kind: 'groups',
      dimensions,
      measures: [
        ...counters,
        ...(type.count ? [{ measure: 'distinct', of: type.count.of, as: 'count' } as const] : []),
        ...(type.body === 'table' || type.body === 'sums' ? [] : [{ measure: 'appearance' } as const]),
      ],
    },
    order: type.body === 'sums' ? [] : byKey.map((by) => ({ by, direction: 'ascending' })),
  };
  const all: FlowQuery = {
    ...common,
    filter,
    select: {
      kind: 'groups',
      dimensions: [],
      measures: [
        { measure: 'records', as: 'ignored', filter: { kind: 'not', of: WITH_PACKETS } },
        { measure: 'min', of: 'unix_secs', as: 'first', filter: WITH_PACKETS },
        { measure: 'max', of: 'unix_secs', as: 'last', filter: WITH_PACKETS },
        { measure: 'duration', filter: WITH_PACKETS },
        ...(type.detail ? detailMeasures() : []),
      ],
    },
    order: [],
  };
  return [groups, all];
}

function detailMeasures(): Measure[] {
  return [{ measure: 'max', of: 'last', as: 'last_uptime', filter: WITH_PACKETS }, ...classMeasures()];
}

/** Rates per second of records that last. */
export interface Rates {
  readonly sum: number;
  readonly min: number;
  readonly max: number;
}

/** One group, or all flows. */
export interface Counts {
  readonly flows: Cell;
  readonly octets: Cell;
  readonly packets: Cell;
  readonly duration: Cell;
  /** Records that have a rate. */
  readonly frecs: number;
  readonly bps: Rates;
  readonly pps: Rates;
}

export interface Row extends Counts {
  /** As the store gives them: prefixes and addresses as text. */
  readonly keys: readonly Cell[];
  readonly count: number;
}

export interface Answer {
  readonly rows: readonly Row[];
  readonly total: Counts;
  readonly ignored: number;
  /** Seconds since 1970 of the first and last export. */
  readonly first: number;
  readonly last: number;
  /** Values of the question about all flows by their key. */
  readonly all: (key: string) => number;
}

function scaled(cell: Cell, scale: number): Cell {
  if (scale === 1 || cell === null || typeof cell === 'string') return cell;
  if (typeof cell === 'number' && (!Number.isInteger(cell) || Number.isSafeInteger(cell * scale))) return cell * scale;
  return BigInt(cell) * BigInt(scale);
}

/** Reads the results of {@link reportQueries}. */
export function readAnswer(report: TypedReport, groups: Result, all: Result): Answer {
  const scale = report.scale ?? 1;
  const places = new Map(groups.columns.map(({ key }, at) => [key, at]));
  const counts = (value: (key: string) => Cell): Counts => {
    const rates = (of: string): Rates => ({
      sum: Number(value(`sum-${of}`) ?? 0),
      min: Number(value(`min-${of}`) ?? 0),
      max: Number(value(`max-${of}`) ?? 0),
    });
    return {
      flows: value('flows') ?? 0,
      octets: scaled(value('octets') ?? 0, scale),
      packets: scaled(value('packets') ?? 0, scale),
      duration: value('duration') ?? 0,
      frecs: Number(value('frecs') ?? 0),
      bps: rates('bps'),
      pps: rates('pps'),
    };
  };
  const [row = []] = all.rows;
  const allPlaces = new Map(all.columns.map(({ key }, at) => [key, at]));
  const allValue = (key: string) => Number(row[allPlaces.get(key) ?? -1] ?? 0);
  const keys = report.type.keys.flatMap(({ dimension }) => formattedKeys(dimension, report.formats, report.tagMask));
  return {
    rows:
      report.type.body === 'sums'
        ? []
        : groups.rows.map((cells) => {
            const value = (key: string): Cell => cells[places.get(key) ?? -1] ?? null;
            return { keys: joinMasks(keys, cells), count: Number(value('count') ?? 0), ...counts(value) };
          }),
    total: counts((key) => (key === 'duration' ? allValue(key) : (groups.totals[key] ?? null))),
    ignored: allValue('ignored'),
    first: allValue('first'),
    last: allValue('last'),
    all: allValue,
  };
}

/** An address and the recorded length of its prefix are one key. */
function joinMasks(dimensions: readonly Dimension[], cells: readonly Cell[]): Cell[] {
  const keys: Cell[] = [];
  dimensions.forEach((dimension, at) => {
    const isMask = dimension.kind === 'field' && (dimension.field === 'src_mask' || dimension.field === 'dst_mask');
    const cell = cells[at] ?? null;
    if (isMask) keys.push(`${String(keys.pop())}/${String(cell)}`);
    else keys.push(cell);
  });
  return keys;
}
