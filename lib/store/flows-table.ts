/** Flows of one record layout, as a query finds them. */
import type { RecordLayout } from '../flow/layout.js';
import type { Sql } from '../query/sql.js';
import type { TableColumn } from './table-columns.js';

export interface FlowsTable {
  /** A table's name, or a subquery with a name. */
  readonly from: Sql;
  readonly layout: RecordLayout;
  readonly columns: readonly TableColumn[];
}
