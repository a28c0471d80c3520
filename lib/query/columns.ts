/** Keys, titles and types of a query's result columns, derived from the tables of fields and quantities. */
import type { FieldName, Unit } from '../flow/field.js';
import { quantityInfo, type Quantity } from './quantity.js';
import { QueryError } from './query-error.js';
import type { CounterName, Dimension, Measure } from './query.js';

/** A column of a result. `prefix` is an address with its length, `time` milliseconds since 1970. */
export interface ResultColumn {
  /** Column key, as used by FlowQuery's `order`. */
  readonly key: string;
  readonly title: string;
  readonly unit?: Unit;
  readonly type: 'integer' | 'real' | 'address' | 'prefix' | 'mac' | 'time' | 'text';
}

export interface Counter {
  readonly title: string;
  readonly unit: Unit;
  /** What it adds up for each flow; `overlap` is that with the window or bucket. */
  readonly adds: 'dflows' | 'one' | 'doctets' | 'dpkts' | 'duration' | 'overlap';
  /** Fields that it is computed from. */
  readonly from: readonly FieldName[];
}

/** The counters of a flow. */
export const COUNTERS: Readonly<Record<CounterName, Counter>> = {
  flows: { title: 'Flows', unit: 'flows', adds: 'dflows', from: ['dflows'] },
  records: { title: 'Records', unit: 'flows', adds: 'one', from: [] },
  starts: { title: 'Flows Started', unit: 'flows', adds: 'dflows', from: ['dflows', 'start_ms'] },
  octets: { title: 'Octets', unit: 'octets', adds: 'doctets', from: ['doctets'] },
  packets: { title: 'Packets', unit: 'packets', adds: 'dpkts', from: ['dpkts'] },
  duration: { title: 'Duration', unit: 'ms', adds: 'duration', from: ['start_ms', 'end_ms'] },
  active: { title: 'Active Time', unit: 'ms', adds: 'overlap', from: ['start_ms', 'end_ms'] },
};

/** True if the measure is one of the counters, not `sum`, `min`, `max` or `distinct` of a quantity, nor `appearance`. */
export function isCounter(measure: Measure): measure is Extract<Measure, { readonly measure: CounterName }> {
  return Object.hasOwn(COUNTERS, measure.measure);
}

/** What two names end in, from the first letter on that is equal in both: `addr` of srcaddr and dstaddr. */
function commonEnd(left: string, right: string): string {
  let length = 0;
  while (length < left.length && left.at(-1 - length) === right.at(-1 - length)) length++;
  return left.slice(left.length - length).replace(/^_/, '');
}

/**
 * Key of a dimension's column: its `as`, else the field's name (`field`), `src_prefix` or `dst_prefix` (`prefix`), what the
 * two names have in common (`either`: `addr`, `port`, `as`, `mask`) or `input_or_output`.
 */
export function dimensionKey(dimension: Dimension): string {
  if (dimension.as !== undefined) return dimension.as;
  if (dimension.kind === 'second') return 'second';
  if (dimension.kind === 'field') return dimension.field;
  if (dimension.kind === 'prefix') return dimension.field === 'srcaddr' ? 'src_prefix' : 'dst_prefix';
  const [one, other] = dimension.fields;
  const [isSource, isDestination] = [one.startsWith('src'), other.startsWith('dst')];
  return isSource && isDestination ? commonEnd(one, other) : `${one}_or_${other}`;
}

/** Key of a measure's column. */
export function measureKey(measure: Measure): string {
  return measure.as ?? measure.measure;
}

const RESULT_TYPE = {
  u8: 'integer',
  u16: 'integer',
  u32: 'integer',
  u64: 'integer',
  ip: 'address',
  mac: 'mac',
  ms: 'time',
  integer: 'integer',
  real: 'real',
  text: 'text',
} as const;

/** The column of a quantity's plain value. */
export function quantityColumn(quantity: Quantity, key: string, place: string): ResultColumn {
  const { title, unit, type } = quantityInfo(quantity, place);
  return { key, title, ...(unit && { unit }), type: RESULT_TYPE[type] };
}

/** The column of a dimension. */
export function dimensionColumn(dimension: Dimension, place: string): ResultColumn {
  const key = dimensionKey(dimension);
  if (dimension.kind === 'second') return { key, title: 'Second', unit: 's', type: 'integer' };
  if (dimension.kind === 'field') return quantityColumn(dimension.field, key, place);
  if (dimension.kind === 'prefix') {
    const title = dimension.field === 'srcaddr' ? 'Source Prefix' : 'Destination Prefix';
    return { key, title, type: 'prefix' };
  }
  const [one, other] = dimension.fields.map((field) => quantityInfo(field, place));
  if (one?.type !== other?.type) {
    const fields = dimension.fields.join(' and ');
    throw new QueryError('unknown-field', place, `${fields} are of different types: they cannot share a column.`);
  }
  const { type } = quantityColumn(dimension.fields[0], key, place);
  return { key, title: `${one?.title} or ${other?.title}`, type };
}

const AGGREGATE_TITLES = { sum: 'Sum', min: 'Least', max: 'Greatest', distinct: 'Distinct' } as const;

/** The column of a measure. `shared`: parts of flows are counted, so that counters are no integers. */
export function measureColumn(measure: Measure, parts: 'whole' | 'shared', place: string): ResultColumn {
  const key = measureKey(measure);
  if (isCounter(measure)) {
    const { title, unit } = COUNTERS[measure.measure];
    const whole = parts === 'whole' || measure.measure === 'starts' || measure.measure === 'active';
    return { key, title, unit, type: whole ? 'integer' : 'real' };
  }
  if (measure.measure === 'appearance') return { key, title: 'Appearance', type: 'integer' };
  if (!Object.hasOwn(AGGREGATE_TITLES, measure.measure))
    throw new QueryError('unknown-field', place, `There is no measure "${measure.measure}".`);
  const { title, unit, type } = quantityColumn(measure.of, key, place);
  const heading = `${AGGREGATE_TITLES[measure.measure]} ${title}`;
  if (measure.measure === 'distinct') return { key, title: heading, type: 'integer' };
  if (type === 'address' || type === 'mac' || type === 'text')
    throw new QueryError('not-a-number', place, `${measure.of} is no number: only distinct ones can be counted.`);
  return {
    key,
    title: heading,
    ...(unit && { unit }),
    type: type === 'time' && measure.measure === 'sum' ? 'integer' : type,
  };
}
