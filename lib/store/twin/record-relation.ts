/** The records of one file as a relation: in memory while they are few, and beyond that in a table, which may spill to disk. */
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import type { FlowBatch } from '../../flow/batch.js';
import type { RecordLayout } from '../../flow/layout.js';
import { identifier, type Sql } from '../../query/sql.js';
import { ChunkWriter } from '../chunk-writer.js';
import type { Selection } from '../selection.js';
import { RecordScans, selectionOf, type KeptBatch } from './record-scan.js';
import { EXTENDED } from '../../flow/version.js';
import { PAIRS_COLUMN } from '../table-columns.js';
import { octetColumns, twinColumns, type TwinColumn } from './schema.js';

const TABLE = 'records';

/** Takes batch after batch, and then gives all of them at once. */
export class RecordRelation {
  #kept: KeptBatch[] = [];
  #octets = 0;
  #inTable = 0;
  #writer: ChunkWriter | undefined;

  /**
   * @param connection gets the table, if one is needed
   * @param most octets of records that are kept in memory
   */
  constructor(
    private readonly engine: DuckDBInstance,
    private readonly connection: DuckDBConnection,
    private readonly layout: RecordLayout,
    private readonly most: number,
  ) {}

  /** Neither the batch nor the times of its records, which are all selected, need stay as they are. */
  async add(batch: FlowBatch, selection: Selection): Promise<void> {
    this.#octets += batch.bytes.length + (batch.pairs?.reduce((sum, list) => sum + (list?.length ?? 0), 0) ?? 0);
    if (this.#octets <= this.most) {
      const [start, end] = [selection.start.slice(0, batch.count), selection.end.slice(0, batch.count)];
      this.#kept.push({ batch: { ...batch, bytes: batch.bytes.slice() }, start, end });
      return;
    }
    this.#writer ??= await this.#createTable();
    for (const kept of this.#kept) this.#write(this.#writer, kept.batch, selectionOf(kept));
    this.#kept = [];
    this.#write(this.#writer, batch, selection);
  }

  /**
   * Hands the relation over. Nothing can be added afterwards.
   * @throws what `use` throws
   */
  async read<T>(columns: readonly TwinColumn[], use: (relation: Sql) => Promise<T>): Promise<T> {
    if (!this.#writer) {
      const scans = await RecordScans.of(this.engine);
      return scans.during({ batches: this.#kept, columns }, use);
    }
    this.#writer.close();
    this.#writer = undefined;
    return use(identifier(TABLE));
  }

  /** Lets go of rows that wait to be appended: the connection must not be closed under them. */
  abandon(): void {
    this.#writer?.abandon();
    this.#writer = undefined;
  }

  #write(writer: ChunkWriter, batch: FlowBatch, selection: Selection): void {
    writer.write(batch, selection, { segment: 0, firstRecord: this.#inTable });
    this.#inTable += batch.count;
  }

  async #createTable(): Promise<ChunkWriter> {
    const pairs = this.layout.version === EXTENDED ? [PAIRS_COLUMN] : [];
    const columns = [...twinColumns(this.layout), ...octetColumns(this.layout), ...pairs];
    const definitions = columns.map(({ name, type }) => `${name} ${type}`);
    await this.connection.run(`CREATE TEMP TABLE ${TABLE} (${definitions.join(', ')})`);
    return new ChunkWriter(await this.connection.createAppender(TABLE, null, 'temp'), columns);
  }
}
