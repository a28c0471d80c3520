/** The records of one file as a relation: in memory while they are few, and beyond that in a table, which may spill to disk. */
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import type { FlowBatch } from '../../flow/batch.js';
import type { RecordLayout } from '../../flow/layout.js';
import { identifier, type Sql } from '../../query/sql.js';
import { ChunkWriter } from '../chunk-writer.js';
import { Selector } from '../selection.js';
import { RecordScans } from './record-scan.js';
import { fieldColumns, octetColumns, type TwinColumn } from './schema.js';

const TABLE = 'records';

/** Takes batch after batch, and then gives all of them at once. */
export class RecordRelation {
  #kept: FlowBatch[] = [];
  #octets = 0;
  #inTable = 0;
  #writer: ChunkWriter | undefined;
  readonly #selector = new Selector(undefined, 'no times');

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

  /** @param batch may change afterwards */
  async add(batch: FlowBatch): Promise<void> {
    this.#octets += batch.bytes.length;
    if (this.#octets <= this.most) {
      this.#kept.push({ ...batch, bytes: batch.bytes.slice() });
      return;
    }
    this.#writer ??= await this.#createTable();
    for (const one of [...this.#kept, batch]) this.#write(this.#writer, one);
    this.#kept = [];
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

  #write(writer: ChunkWriter, batch: FlowBatch): void {
    writer.write(batch, this.#selector.select(batch), { segment: 0, firstRecord: this.#inTable });
    this.#inTable += batch.count;
  }

  async #createTable(): Promise<ChunkWriter> {
    const columns = [...fieldColumns(this.layout), ...octetColumns(this.layout)];
    const definitions = columns.map(({ name, type }) => `${name} ${type}`);
    await this.connection.run(`CREATE TEMP TABLE ${TABLE} (${definitions.join(', ')})`);
    return new ChunkWriter(await this.connection.createAppender(TABLE, null, 'temp'), columns);
  }
}
