/** What a compiled query may assume of the table or view that it reads. */
import type { FieldName } from '../flow/field.js';
import type { Sql } from './sql.js';

/**
 * A relation with one column per field, named as the field. An address has its IPv4 number there, and where IPv6 is
 * possible two more columns `NAME_hi` and `NAME_lo` (64 bits each) hold an IPv6 one; the columns of the other family are
 * NULL. A field that a flow's record lacks is NULL. Two columns `segment` and `record` give file order; only queries that
 * `needsFileOrder` read them. A column `pairs` has the pairs of flows as text, or NULL; only queries that `needsPairs` read
 * it. Only the fields of {@link neededFields} need be there.
 */
export interface Relation {
  readonly name: Sql;
  readonly ipv6: 'possible' | 'none';
  /** `flows of the window`: the reader has left out the flows that do not qualify for the query's window. */
  readonly holds: 'all flows' | 'flows of the window';
  /** The same flows as two relations, of which one has only flows that start and end in the query's window. */
  readonly parts?: { readonly inside: Sql; readonly others: Sql };
  /** Fields that no flow has. */
  readonly lacks: ReadonlySet<FieldName>;
}
