/**
 * DuckDB for queries, by its bare bindings: the API around them is 150 files that take 50 ms to load at every click, and
 * only reading row files needs it.
 */
import { createRequire } from 'node:module';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Connection, Database } from '@duckdb/node-bindings';
import type { RawCell } from '../query/cell.js';
import { duckDb, engineSettings, type EngineOptions } from './duckdb.js';
import { readVector } from './read-vector.js';

type Bindings = typeof import('@duckdb/node-bindings');

let loaded: Bindings | undefined;

/** The bindings, loaded when the first question is asked. */
export function bindings(): Bindings {
  loaded ??= load();
  return loaded;
}

/**
 * Those that the API uses itself, because a connection is handed over to it. What chooses among the native packages for it
 * loads what starts programs, 7 ms; where there is one by the usual name it is the one.
 */
function load(): Bindings {
  // the types of a required module are not known to the compiler; these are the package's own
  try {
    return createRequire(import.meta.url)(
      `@duckdb/node-bindings-${process.platform}-${process.arch}/duckdb.node`,
    ) as Bindings;
  } catch {
    const api = createRequire(import.meta.url).resolve('@duckdb/node-api');
    return createRequire(api)('@duckdb/node-bindings') as Bindings;
  }
}

/** A data base in memory. */
export class Engine {
  private constructor(private readonly database: Database) {}

  static async open(options: EngineOptions): Promise<Engine> {
    const { create_config, set_config, open } = bindings();
    const config = create_config();
    for (const [name, value] of Object.entries(engineSettings(options))) set_config(config, name, value);
    return new Engine(await open(':memory:', config));
  }

  async connect(): Promise<EngineConnection> {
    const connection = await bindings().connect(this.database);
    return new EngineConnection(connection);
  }

  closeSync(): void {
    bindings().close_sync(this.database);
  }
}

/** Has temporary tables and views of its own. */
export class EngineConnection {
  #api: DuckDBConnection | undefined;

  constructor(private readonly connection: Connection) {}

  /** The same connection with all that the API around it can do. */
  get api(): DuckDBConnection {
    this.#api ??= new (duckDb().DuckDBConnection)(this.connection);
    return this.#api;
  }

  /** @throws DuckDB's error */
  async run(statement: string): Promise<void> {
    await bindings().query(this.connection, statement);
  }

  /**
   * All rows of a statement whose columns are numbers and texts.
   * @throws DuckDB's error; TypeError for a column of another type
   */
  async select(statement: string): Promise<RawCell[][]> {
    const { query, fetch_chunk, column_count, data_chunk_get_size, data_chunk_get_vector } = bindings();
    const result = await query(this.connection, statement);
    const width = column_count(result);
    const rows: RawCell[][] = [];
    for (let chunk = await fetch_chunk(result); chunk; chunk = await fetch_chunk(result)) {
      const count = data_chunk_get_size(chunk);
      if (count === 0) break;
      const first = rows.length;
      for (let row = 0; row < count; row++) rows.push(new Array<RawCell>(width));
      for (let column = 0; column < width; column++)
        readVector(data_chunk_get_vector(chunk, column), count, (row, cell) => (rows[first + row]![column] = cell));
    }
    return rows;
  }

  /** Stops the statement that runs; it fails. */
  interrupt(): void {
    bindings().interrupt(this.connection);
  }

  /** How much of the running statement is done, 0 to 1, as far as DuckDB can tell; only after {@link tellProgress}. */
  get done(): number {
    return Math.max(0, bindings().query_progress(this.connection).percentage) / 100;
  }

  /** Lets DuckDB count how far a statement has come; it does not by itself. */
  async tellProgress(): Promise<void> {
    await this.run('SET enable_progress_bar_print = false'); // first, or else it writes on standard output
    await this.run('SET progress_bar_time = 0');
    await this.run('SET enable_progress_bar = true');
  }

  closeSync(): void {
    if (this.#api) this.#api.closeSync();
    else bindings().disconnect_sync(this.connection);
  }
}
