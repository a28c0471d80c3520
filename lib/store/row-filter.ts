/** Tells which records of a batch pass a filter: the same SQL that queries run, over one batch after the other. */
import type { DuckDBInstance, DuckDBPreparedStatement } from '@duckdb/node-api';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FlowBatch } from '../flow/batch.js';
import type { FieldName } from '../flow/field.js';
import { hasField, type RecordLayout } from '../flow/layout.js';
import { EXTENDED } from '../flow/version.js';
import { FilterCompiler } from '../query/compile-filter.js';
import { DUCKDB } from '../query/duckdb-dialect.js';
import type { Filter } from '../query/filter.js';
import { filterFields, readsPairs } from '../query/needed-fields.js';
import { BatchScan } from './batch-scan.js';
import { openEngine } from './duckdb.js';
import { Selector } from './selection.js';
import { PAIRS_COLUMN, relationColumns, tableColumns } from './table-columns.js';

/** Fields that a filter reads and the records of a layout do not have. Times follow from fields that all have. */
export function missingFields(filter: Filter, layout: RecordLayout): FieldName[] {
  return [...new Set(filterFields(filter))].filter((field) => !hasField(layout, field));
}

/** Filters the batches of one layout. Memory does not grow with their number. */
export class RowFilter {
  #hits = new Uint8Array(0);

  private constructor(
    private readonly engine: DuckDBInstance,
    private readonly statement: DuckDBPreparedStatement,
    private readonly scan: BatchScan,
    private readonly selector: Selector,
  ) {}

  /**
   * Times are the original's: of an uptime that wrapped they lie 49.7 days ahead.
   * @param layout must have the fields that the filter reads: see {@link missingFields}
   */
  static async open(filter: Filter, layout: RecordLayout): Promise<RowFilter> {
    const engine = await openEngine({ temporaryDirectory: join(tmpdir(), `flowviewer-${process.pid}`), threads: 1 });
    try {
      const connection = await engine.connect();
      const fields = new Set(filterFields(filter));
      const plain = tableColumns(layout, fields, 'file order').filter(({ kind }) => kind !== 'segment');
      const columns = readsPairs(filter) ? [...plain, PAIRS_COLUMN] : plain;
      const related = relationColumns(layout, columns, fields, { form: 'halves', ipv6: new Set() });
      const scan = await BatchScan.create(connection, columns, related);
      const ipv6 = layout.version === EXTENDED ? 'possible' : 'none';
      const relation = { name: scan.name, ipv6, holds: 'all flows', lacks: new Set<FieldName>() } as const;
      const condition = new FilterCompiler(DUCKDB, relation).condition(filter, 'filter');
      const statement = await connection.prepare(
        `SELECT record FROM ${scan.name.toString()} WHERE ${condition.toString()}`,
      );
      const times = fields.has('start_ms') || fields.has('end_ms') ? 'times' : 'no times';
      return new RowFilter(engine, statement, scan, new Selector(undefined, times, 'as-is'));
    } catch (error) {
      engine.closeSync();
      throw error;
    }
  }

  /**
   * One octet for each record of the batch: 1 if it passes, else 0. Valid until the next call; calls must not overlap.
   */
  async passing(batch: FlowBatch): Promise<Uint8Array> {
    if (this.#hits.length < batch.count) this.#hits = new Uint8Array(batch.count);
    const hits = this.#hits.subarray(0, batch.count).fill(0);
    this.scan.set(batch, this.selector.select(batch));
    const result = await this.statement.stream();
    for (;;) {
      const chunk = await result.fetchChunk();
      const rows = chunk?.rowCount ?? 0; // asks DuckDB each time
      if (!chunk || rows === 0) return hits;
      // record is a UINTEGER: its vector has typed items
      const { items } = chunk.getColumnVector(0) as unknown as { readonly items: Uint32Array };
      for (let row = 0; row < rows; row++) hits[items[row]!] = 1;
    }
  }

  close(): void {
    this.statement.destroySync();
    this.engine.closeSync();
  }
}
