/** Which formats of flow-stat records of a version have the fields for (reference section 5.5). */
import type { FieldName } from '../flow/field.js';
import { hasField, type RecordLayout } from '../flow/layout.js';
import { dimensionFields } from '../query/dimension-sql.js';
import type { StatFormat } from './formats.js';
import type { Sort } from './heading.js';
import { sortKey } from './listing.js';

const COMMON_FIELDS: readonly FieldName[] = ['dpkts', 'doctets', 'first', 'last'];

/** The fields that a format needs and records of a layout lack. */
export function missingFields(format: StatFormat, layout: RecordLayout): FieldName[] {
  const own =
    format.kind === 'groups'
      ? format.dimensions.flatMap((each) => computedFrom(dimensionFields(each, '')))
      : format.needs;
  const filter: FieldName[] = format.kind === 'groups' && format.filter ? ['prot'] : [];
  return [...new Set([...COMMON_FIELDS, ...own, ...filter])].filter((field) => !hasField(layout, field));
}

/** Times are computed from fields that every record has. */
function computedFrom(fields: readonly FieldName[]): FieldName[] {
  return fields.filter((field) => field !== 'start_ms' && field !== 'end_ms');
}

/** Why a report cannot be made, undefined if it can: the heading is all that is printed then. */
export function refusal(format: StatFormat, layout: RecordLayout, sort?: Sort): string | undefined {
  const missing = missingFields(format, layout);
  if (missing.length > 0)
    return `Flow record missing required field for format. NetFlow ${layout.version} has no ${missing.join(', ')}.`;
  if (!sort || format.kind !== 'groups' || sortKey(format, sort.field) !== undefined) return undefined;
  return `# can't sort on field ${sort.direction === 'descending' ? sort.field + 1 : -sort.field - 1}.`;
}
