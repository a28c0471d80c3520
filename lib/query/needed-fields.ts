/** Which fields of the flow record a query reads: all that a store need load. */
import type { FieldName } from '../flow/field.js';
import { COUNTERS, isCounter } from './columns.js';
import { dimensionFields } from './dimension-sql.js';
import type { Filter } from './filter.js';
import { quantityInfo } from './quantity.js';
import type { FlowQuery, Measure } from './query.js';
import type { Relation } from './relation.js';

const TIMES: readonly FieldName[] = ['start_ms', 'end_ms'];

/** The fields of the flow record that a filter reads. @throws QueryError for a name that is no field */
export function filterFields(filter: Filter): readonly FieldName[] {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return filter.of.flatMap(filterFields);
    case 'not':
      return filterFields(filter.of);
    case 'sample':
    case 'pair':
      return [];
    default:
      return quantityInfo(filter.field, 'filter').from;
  }
}

/** Whether a filter reads the pairs of flows, which are no field. */
export function readsPairs(filter: Filter): boolean {
  if (filter.kind === 'and' || filter.kind === 'or') return filter.of.some(readsPairs);
  return filter.kind === 'not' ? readsPairs(filter.of) : filter.kind === 'pair';
}

/** Whether the compiled query reads the column `pairs`. */
export function needsPairs({ filter, select }: FlowQuery): boolean {
  if (readsPairs(filter)) return true;
  if (select.kind === 'flows') return select.columns.includes('pairs');
  return (
    select.dimensions.some((dimension) => dimension.kind === 'field' && dimension.field === 'pairs') ||
    select.measures.some(
      (measure) => ('of' in measure && measure.of === 'pairs') || (measure.filter && readsPairs(measure.filter)),
    )
  );
}

function ownFields(measure: Measure): readonly FieldName[] {
  if (isCounter(measure)) return COUNTERS[measure.measure].from;
  return measure.measure === 'appearance' ? [] : quantityInfo(measure.of, 'select.measures').from;
}

function measureFields(measure: Measure, query: FlowQuery): readonly FieldName[] {
  const own = ownFields(measure);
  // without a window a flow starts where it will: the column is not looked at
  const fields = isCounter(measure) && measure.measure === 'starts' && !query.window ? (['dflows'] as const) : own;
  return measure.filter ? [...fields, ...filterFields(measure.filter)] : fields;
}

/** Whether the compiled query reads the columns `segment` and `record`. */
export function needsFileOrder({ select }: FlowQuery): boolean {
  return select.kind === 'flows' || select.measures.some(({ measure }) => measure === 'appearance');
}

/**
 * The fields that the compiled query reads from a relation that `holds` the flows given.
 * @throws QueryError for a name that is no field
 */
export function neededFields(query: FlowQuery, holds: Relation['holds']): ReadonlySet<FieldName> {
  const { select, window, filter, share } = query;
  const fields = new Set<FieldName>(filterFields(filter));
  const add = (names: readonly FieldName[]): void => {
    names.forEach((name) => fields.add(name));
  };
  if (select.kind === 'flows')
    select.columns.forEach((name) => {
      add(quantityInfo(name, 'select.columns').from);
    });
  else {
    select.dimensions.forEach((dimension) => {
      add(dimensionFields(dimension, 'select.dimensions'));
    });
    select.measures.forEach((measure) => {
      add(measureFields(measure, query));
    });
    if (select.bucket !== undefined || share === 'part inside window') add(window ? TIMES : []);
  }
  if (window && holds === 'all flows') add(TIMES);
  return fields;
}
