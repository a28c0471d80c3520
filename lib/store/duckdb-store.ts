/** The store that answers from row files: what a query needs is loaded into DuckDB, which does the rest. */
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RawCell } from '../query/cell.js';
import type { FlowFile } from '../ftfile/reader.js';
import { compileQuery, type CompiledQuery } from '../query/compile.js';
import { DUCKDB } from '../query/duckdb-dialect.js';
import { neededFields, needsFileOrder } from '../query/needed-fields.js';
import type { FlowQuery } from '../query/query.js';
import { identifier, type Sql } from '../query/sql.js';
import { openEngine, type EngineOptions } from './duckdb.js';
import { flowsView, type FlowsView } from './flows-view.js';
import { sumUp } from './notes.js';
import { ProgressReporter } from './progress-reporter.js';
import { loadRows } from './row-loader.js';
import { findSources, type SourceOptions } from './sources.js';
import { StoreError } from './store-error.js';
import type { FlowStore, Progress, Result, RunControl } from './store.js';

export interface DuckDbStoreOptions extends Partial<EngineOptions> {
  readonly dataDirectory: string;
  /** Default: those of reference section 2.8, 15 and 35 minutes. */
  readonly capture?: SourceOptions['capture'];
  /** Files and streams that are open already, each to be read once; a source `files` names them by their `name`. */
  readonly opened?: readonly FlowFile[];
}

const CAPTURE_TIMES = { fileLength: 900_000, captureInterval: 2_100_000 } as const;

/** Several queries may run at once; each has tables of its own, which are gone when it ends. */
export class DuckDbStore implements FlowStore {
  #engine: Promise<DuckDBInstance> | undefined;

  readonly #temporaryDirectory: string;

  constructor(private readonly options: DuckDbStoreOptions) {
    this.#temporaryDirectory = options.temporaryDirectory ?? join(tmpdir(), `flowviewer-${process.pid}`);
  }

  async run(query: FlowQuery, control: RunControl = {}): Promise<Result> {
    const results = await this.runAll([query], control);
    return results[0]!;
  }

  /**
   * Answers several questions about the same flows, which are read once: sources and window are those of the first.
   * @throws as `run`
   */
  async runAll(queries: readonly [FlowQuery, ...FlowQuery[]], control: RunControl = {}): Promise<Result[]> {
    const { signal, progress } = control;
    signal?.throwIfAborted();
    const [{ sources, window }] = queries;
    const holds = window ? 'flows of the window' : 'all flows';
    const fields = new Set(queries.flatMap((query) => [...neededFields(query, holds)]));
    // refuses a wrong question before any file is opened
    for (const query of queries)
      compileQuery(query, { name: identifier('flows'), ipv6: 'none', holds, lacks: new Set() }, DUCKDB);

    const { dataDirectory, capture = CAPTURE_TIMES, opened = [] } = this.options;
    const { segments, notes } = await findSources(sources, window, { dataDirectory, capture });
    signal?.throwIfAborted();
    const connection = await this.#connect();
    const interrupt = (): void => {
      connection.interrupt();
    };
    signal?.addEventListener('abort', interrupt);
    const reporter = progress && new ProgressReporter(progress);
    try {
      const order = queries.some(needsFileOrder) ? 'file order' : 'any order';
      const onProgress = (done: Omit<Progress, 'files'>): void => {
        reporter?.report({ ...done, files: segments.length });
      };
      const loaded = await loadRows(connection, { segments, fields, order, window, signal, onProgress, opened });
      reporter?.end();
      const view = flowsView(loaded.tables, fields, order, holds);
      await connection.run(view.statement);
      const results: Result[] = [];
      for (const query of queries)
        results.push({
          ...(await this.#answer(connection, query, view, signal)),
          scanned: loaded.scanned,
          notes: [...notes, ...sumUp(loaded.notes), ...view.notes],
        });
      return results;
    } catch (error) {
      signal?.throwIfAborted(); // an interrupted statement fails with an error of its own
      throw engineError(error, this.#temporaryDirectory);
    } finally {
      reporter?.end();
      signal?.removeEventListener('abort', interrupt);
      connection.closeSync();
    }
  }

  async close(): Promise<void> {
    const engine = this.#engine;
    this.#engine = undefined;
    (await engine)?.closeSync();
  }

  async #connect(): Promise<DuckDBConnection> {
    const { memoryLimit, threads } = this.options;
    this.#engine ??= openEngine({
      temporaryDirectory: this.#temporaryDirectory,
      ...(memoryLimit !== undefined && { memoryLimit }),
      ...(threads !== undefined && { threads }),
    });
    return (await this.#engine).connect();
  }

  async #answer(connection: DuckDBConnection, query: FlowQuery, view: FlowsView, signal: AbortSignal | undefined) {
    const select = async (statement: Sql): Promise<RawCell[][]> => {
      signal?.throwIfAborted();
      const reader = await connection.runAndReadAll(String(statement));
      return reader.getRows().map((row) => row.map(rawCell));
    };
    const compiled = compileQuery(query, view.relation, DUCKDB);
    const rows = await select(compiled.rows);
    const [totals = []] = compiled.totals.from === 'statement' ? await select(compiled.totals.statement) : rows;
    return {
      columns: compiled.columns,
      rows: rows.map(compiled.readRow),
      totals: compiled.readTotals(totals),
      rowCount: await rowCount(query, compiled, rows, select),
    };
  }
}

/** Integers of 64 bits and more come as bigint, all others as number; a query selects nothing else. */
function rawCell(value: unknown): RawCell {
  if (value === null || typeof value === 'number' || typeof value === 'bigint') return value;
  throw new TypeError(`DuckDB returned a ${typeof value} where a number was expected`);
}

async function rowCount(
  { limit, offset = 0 }: FlowQuery,
  compiled: CompiledQuery,
  rows: readonly RawCell[][],
  select: (statement: Sql) => Promise<RawCell[][]>,
): Promise<number> {
  const { rowCount: count } = compiled;
  const isLast = rows.length > 0 && (limit === undefined || rows.length < limit);
  if (count.from === 'length' || isLast) return offset + rows.length;
  const [first] = rows;
  if (count.from === 'rows' && first) return Number(first[count.at]);
  const [[all = 0] = []] = await select(count.statement);
  return Number(all);
}

function engineError(error: unknown, temporaryDirectory: string): unknown {
  if (!(error instanceof Error) || !/^(?:[A-Z][A-Za-z ]+ Error|Failed to append): /.test(error.message)) return error;
  const isFull = /Out of Memory|No space left|max_temp_directory_size|create directory/i.test(error.message);
  const text = isFull
    ? `The question needs more memory than query_memory, and cannot go on in ${temporaryDirectory}: choose a shorter time or fewer columns, raise query_memory, or see that there is space and permission to write.`
    : `The data base could not answer: ${error.message}.`;
  return new StoreError(isFull ? 'out-of-space' : 'engine', 'DuckDB', text, { cause: error });
}
