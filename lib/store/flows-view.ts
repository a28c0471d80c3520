/** One relation over those of several layouts: a field that a layout lacks is NULL for its flows. */
import { flowField, type FieldName } from '../flow/field.js';
import type { Relation } from '../query/relation.js';
import { identifier, join, sql, type Sql } from '../query/sql.js';
import type { FlowsTable } from './flows-table.js';
import type { Note } from './store.js';
import { absentType, type FileOrder } from './table-columns.js';

/** What a query may assume of the relation, whose name is its definition: a view would have twins opened once more to be made. */
export interface FlowsView {
  readonly relation: Relation;
  readonly notes: readonly Note[];
}

export function flowsView(
  tables: readonly FlowsTable[],
  fields: ReadonlySet<FieldName>,
  order: FileOrder,
  holds: Relation['holds'],
): FlowsView {
  const names = [...fields, ...(order === 'file order' ? (['segment', 'record'] as const) : [])];
  const absent = (field: FieldName): Sql =>
    sql`CAST(NULL AS ${identifier(absentType(field).toLowerCase())}) AS ${identifier(field)}`;
  const selects = tables.map(({ from, columns }) => {
    const has = new Set<string>(columns.map(({ name }) => name));
    const values = names.map((name) => (has.has(name) || !isField(name) ? identifier(name) : absent(name)));
    return sql`SELECT ${list(values)} FROM ${from}`;
  });
  const nothing = names.map((name) =>
    isField(name) ? absent(name) : sql`CAST(NULL AS UINTEGER) AS ${identifier(name)}`,
  );
  const body = selects.length > 0 ? join(selects, ' UNION ALL ') : sql`SELECT ${list(nothing)} WHERE FALSE`;
  const lacking = (field: FieldName) => tables.filter(({ columns }) => !columns.some(({ name }) => name === field));
  return {
    relation: {
      name: sql`(${body}) AS flows`,
      ipv6: 'none',
      holds,
      lacks: new Set([...fields].filter((field) => lacking(field).length === tables.length)),
    },
    notes: [...fields].flatMap((field) => skippedField(field, lacking(field))),
  };
}

/** A relation must have a column. */
function list(columns: readonly Sql[]): Sql {
  return columns.length > 0 ? join(columns, ', ') : sql`1`;
}

function isField(column: FieldName | 'segment' | 'record'): column is FieldName {
  return column !== 'segment' && column !== 'record';
}

/** `dflows` is missed by nobody: a flow without it is one flow. */
function skippedField(field: FieldName, lacking: readonly FlowsTable[]): Note[] {
  if (field === 'dflows' || lacking.length === 0) return [];
  const versions = lacking.map(({ layout }) => layout.version).join(', ');
  const text = `Flows exported as NetFlow version ${versions} have no field "${field}" (${flowField(field).title}): they are shown without it, and pass no filter on it.`;
  return [{ code: 'skipped-field', text }];
}
