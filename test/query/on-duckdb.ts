/** Flows in a table of DuckDB, and queries compiled and asked there without a store: also what no file holds yet. */
import type { DuckDBConnection } from '@duckdb/node-api';
import { flowField, type FieldName } from '../../lib/flow/field.js';
import type { RawCell } from '../../lib/query/cell.js';
import { compileQuery } from '../../lib/query/compile.js';
import { DUCKDB } from '../../lib/query/duckdb-dialect.js';
import type { FlowQuery } from '../../lib/query/query.js';
import type { Relation } from '../../lib/query/relation.js';
import { identifier } from '../../lib/query/sql.js';
import type { Answer } from './assert-answer.js';
import type { ReferenceFlow, Value } from './reference.js';

/** All fields, and addresses of both families. */
export const RELATION: Relation = { name: identifier('flows'), ipv6: 'possible', holds: 'all flows', lacks: new Set() };

const TYPES = {
  u8: 'UTINYINT',
  u16: 'USMALLINT',
  u32: 'UINTEGER',
  u64: 'UBIGINT',
  ip: 'UINTEGER',
  mac: 'UBIGINT',
  ms: 'BIGINT',
} as const;

function definition(field: FieldName): string {
  const { type } = flowField(field);
  return `${field} ${TYPES[type]}${type === 'ip' ? `, ${field}_hi UBIGINT, ${field}_lo UBIGINT` : ''}`;
}

function literals(field: FieldName, value: Value): string {
  if (flowField(field).type !== 'ip') return typeof value === 'number' ? String(value) : 'NULL';
  if (!value || typeof value === 'number') return 'NULL, NULL, NULL';
  if (value.family === 4) return `${value.value}, NULL, NULL`;
  return `NULL, ${value.value >> 64n}, ${BigInt.asUintN(64, value.value)}`;
}

/** Puts flows into a table that has the fields named and no others. */
export async function fill(
  connection: DuckDBConnection,
  flows: readonly ReferenceFlow[],
  fields: readonly FieldName[],
): Promise<void> {
  const columns = [...fields.map(definition), 'segment UINTEGER', 'record UINTEGER'];
  await connection.run(`CREATE OR REPLACE TABLE flows (${columns.join(', ')})`);
  if (flows.length === 0) return;
  const rows = flows.map((flow, index) => {
    const values = fields.map((field) => literals(field, flow[field] ?? null));
    return `(${[...values, index >> 3, index & 7].join(', ')})`;
  });
  await connection.run(`INSERT INTO flows VALUES ${rows.toReversed().join(', ')}`);
}

/** Rows, totals and number of rows, as a store would give them. */
export async function answer(connection: DuckDBConnection, asked: FlowQuery, relation = RELATION): Promise<Answer> {
  const compiled = compileQuery(asked, relation, DUCKDB);
  const select = async (sql: unknown) => (await connection.runAndReadAll(String(sql))).getRows() as RawCell[][];
  const rows = await select(compiled.rows);
  const { rowCount: count, totals } = compiled;
  const counted = count.from === 'rows' && rows[0] ? rows[0][count.at] : undefined;
  const all = count.from === 'length' ? rows.length : (counted ?? (await select(count.statement))[0]?.[0]);
  const ofAll = async (): Promise<RawCell[]> => {
    if (totals.from === 'nothing') return [];
    if (totals.from !== 'statement' && rows[0]) return totals.from === 'rows' ? rows[0].slice(totals.at) : rows[0];
    return totals.from === 'row' ? [] : ((await select(totals.statement))[0] ?? []);
  };
  return {
    rows: rows.map(compiled.readRow),
    totals: compiled.readTotals(await ofAll()),
    rowCount: Number(all),
  };
}
