/** One relation over the tables of several layouts: a field that a layout lacks is NULL for its flows. */
import { flowField, type FieldName } from '../flow/field.js';
import type { Relation } from '../query/relation.js';
import { identifier } from '../query/sql.js';
import type { LoadedTable } from './row-loader.js';
import type { Note } from './store.js';
import { absentType, type FileOrder } from './table-columns.js';

const VIEW = 'flows';

/** The statement that makes the view, and what a query may assume of it. */
export interface FlowsView {
  readonly statement: string;
  readonly relation: Relation;
  readonly notes: readonly Note[];
}

export function flowsView(
  tables: readonly LoadedTable[],
  fields: ReadonlySet<FieldName>,
  order: FileOrder,
  holds: Relation['holds'],
): FlowsView {
  const names = [...fields, ...(order === 'file order' ? (['segment', 'record'] as const) : [])];
  const absent = (field: FieldName) => `CAST(NULL AS ${absentType(field)}) AS ${field}`;
  const selects = tables.map(({ name, columns }) => {
    const has = new Set<string>(columns.map((column) => column.name));
    const values = names.map((column) => (has.has(column) || !isField(column) ? column : absent(column)));
    return `SELECT ${values.join(', ') || '1'} FROM ${name}`;
  });
  const nothing = names.map((column) => (isField(column) ? absent(column) : `CAST(NULL AS UINTEGER) AS ${column}`));
  const body = selects.join(' UNION ALL ') || `SELECT ${nothing.join(', ') || '1'} WHERE FALSE`;
  const lacking = (field: FieldName) => tables.filter(({ columns }) => !columns.some(({ name }) => name === field));
  return {
    statement: `CREATE TEMP VIEW ${VIEW} AS ${body}`,
    relation: {
      name: identifier(VIEW),
      ipv6: 'none',
      holds,
      lacks: new Set([...fields].filter((field) => lacking(field).length === tables.length)),
    },
    notes: [...fields].flatMap((field) => skippedField(field, lacking(field))),
  };
}

function isField(column: FieldName | 'segment' | 'record'): column is FieldName {
  return column !== 'segment' && column !== 'record';
}

/** `dflows` is missed by nobody: a flow without it is one flow. */
function skippedField(field: FieldName, lacking: readonly LoadedTable[]): Note[] {
  if (field === 'dflows' || lacking.length === 0) return [];
  const versions = lacking.map(({ layout }) => layout.version).join(', ');
  const text = `Flows exported as NetFlow version ${versions} have no field "${field}" (${flowField(field).title}): they are shown without it, and pass no filter on it.`;
  return [{ code: 'skipped-field', text }];
}
