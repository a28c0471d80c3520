/** Flows of one record layout, as a query finds them. */
import type { RecordLayout } from '../flow/layout.js';
import { identifier, join, sql, type Sql } from '../query/sql.js';
import type { RelationColumn } from './table-columns.js';

export interface FlowsTable {
  /** A table's name, or a subquery with a name. */
  readonly from: Sql;
  readonly layout: RecordLayout;
  /** Names of its columns, those of `Relation`. */
  readonly names: ReadonlySet<string>;
  /** How many there are in it; of twins, before flows outside the window are left out. */
  readonly flows: number;
  /** Whether all of its flows start and end in the window. */
  readonly times?: 'inside window';
}

/** A table that has what relations have, or a subquery that makes it of the table's columns. */
export function flowsTable(
  name: string,
  layout: RecordLayout,
  columns: readonly RelationColumn[],
): Omit<FlowsTable, 'flows'> {
  const table = identifier(name);
  const names = new Set(columns.map((column) => column.name));
  if (columns.every((column) => String(column.value) === column.name)) return { from: table, layout, names };
  const values = columns.map((column) => sql`${column.value} AS ${identifier(column.name)}`);
  const selected = values.length > 0 ? join(values, ', ') : sql`1 AS nothing`;
  return { from: sql`(SELECT ${selected} FROM ${table}) AS ${identifier(`${name}_flows`)}`, layout, names };
}
