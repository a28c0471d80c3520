/** The store that answers with DuckDB: from columnar twins as they are, from row files by loading what a query needs. */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FieldName } from '../flow/field.js';
import type { FlowFile } from '../ftfile/reader.js';
import type { RawCell } from '../query/cell.js';
import { compileQuery, type CompiledQuery } from '../query/compile.js';
import { DUCKDB } from '../query/duckdb-dialect.js';
import { neededFields, needsFileOrder, needsPairs } from '../query/needed-fields.js';
import type { FlowQuery } from '../query/query.js';
import { identifier, type Sql } from '../query/sql.js';
import type { EngineOptions } from './duckdb.js';
import { Engine, type EngineConnection } from './engine.js';
import { flowsView } from './flows-view.js';
import { damagedTwinNote, sumUp } from './notes.js';
import { ProgressMeter } from './progress-meter.js';
import type { Loaded, LoadRequest } from './row-loader.js';
import { canBeSampled, estimate, ratesQuery, samplingFields, samplingNotes } from './sampling.js';
import { readSamplingRates } from './sampling-rates.js';
import type { Segment } from './segments.js';
import { findSources, type SourceOptions } from './sources.js';
import { StoreError } from './store-error.js';
import type { FlowStore, Note, Result, RunControl } from './store.js';
import type { PairsUse } from './table-columns.js';
import type { BrokenTwin } from './twin/broken.js';
import { twinScans } from './twin/scan.js';
import { removeWorkDirectory } from './work-directory.js';

export interface DuckDbStoreOptions extends Partial<EngineOptions> {
  readonly dataDirectory: string;
  /** Default: those of reference section 2.8, 15 and 35 minutes. */
  readonly capture?: SourceOptions['capture'];
  /** Files and streams that are open already, each to be read once; a source `files` names them by their `name`. */
  readonly opened?: readonly FlowFile[];
  /** Rates of exporters that tell none: entries of the parameter sampling_rates. */
  readonly samplingRates?: readonly string[];
}

const CAPTURE_TIMES = { fileLength: 900_000, captureInterval: 2_100_000 } as const;

/** Octets of what is inflated and of rows that wait for their table, which DuckDB does not count. */
const BESIDE_TABLES = 256 * 2 ** 20;

/** What DuckDB may use where row files are loaded; it does not get on with very little. */
function limitBesideRows(memoryLimit: number): number {
  return Math.max(memoryLimit - BESIDE_TABLES, Math.min(memoryLimit, BESIDE_TABLES));
}

/** The same for every query of one run. */
interface Asked {
  readonly queries: readonly [FlowQuery, ...FlowQuery[]];
  readonly holds: 'flows of the window' | 'all flows';
  readonly fields: ReadonlySet<FieldName>;
  readonly pairs: PairsUse;
}

type Select = (statement: Sql) => Promise<RawCell[][]>;

/** Several queries may run at once; each has tables of its own, which are gone when it ends. */
export class DuckDbStore implements FlowStore {
  #engine: Promise<Engine> | undefined;

  readonly #temporaryDirectory: string;

  constructor(private readonly options: DuckDbStoreOptions) {
    this.#temporaryDirectory = options.temporaryDirectory ?? join(tmpdir(), `flowviewer-${process.pid}`);
  }

  async run(query: FlowQuery, control: RunControl = {}): Promise<Result> {
    const results = await this.runAll([query], control);
    return results[0]!;
  }

  /**
   * Answers several questions about the same flows, which are found once: sources and window are those of the first.
   * @throws as `run`
   */
  async runAll(queries: readonly [FlowQuery, ...FlowQuery[]], control: RunControl = {}): Promise<Result[]> {
    const { signal } = control;
    signal?.throwIfAborted();
    const [{ sources, window }] = queries;
    const holds = window ? 'flows of the window' : 'all flows';
    const fields = new Set(queries.flatMap((query) => [...neededFields(query, holds)]));
    // refuses a wrong question before any file is opened
    for (const query of queries)
      compileQuery(query, { name: identifier('flows'), ipv6: 'none', holds, lacks: new Set() }, DUCKDB);

    const { dataDirectory, capture = CAPTURE_TIMES, opened = [] } = this.options;
    const engine = this.#open(); // goes on while files are looked for
    const names = new Set(opened.map(({ name }) => name));
    const found = await findSources(sources, window, { dataDirectory, capture, opened: names, signal });
    signal?.throwIfAborted();
    const asked: Asked = { queries, holds, fields, pairs: queries.some(needsPairs) ? 'read' : 'not read' };
    try {
      return await this.#answerAll(await engine, asked, found.segments, found.notes, control);
    } catch (error) {
      signal?.throwIfAborted(); // an interrupted statement fails with an error of its own
      throw engineError(error, this.#temporaryDirectory);
    }
  }

  async close(): Promise<void> {
    const engine = this.#engine;
    this.#engine = undefined;
    (await engine)?.closeSync();
    if (engine) removeWorkDirectory(this.#temporaryDirectory);
  }

  /**
   * In place of `close` where all queries have been answered and the process ends: it is left to the system to free memory
   * and threads, which takes the data base 10 ms. What has been spilled to disk is removed.
   */
  async leave(): Promise<void> {
    await this.#engine;
    if (this.#engine) removeWorkDirectory(this.#temporaryDirectory);
  }

  #open(): Promise<Engine> {
    const { memoryLimit, threads } = this.options;
    if (!this.#engine) {
      this.#engine = Engine.open({
        temporaryDirectory: this.#temporaryDirectory,
        ...(memoryLimit !== undefined && { memoryLimit }),
        ...(threads !== undefined && { threads }),
      });
      this.#engine.catch(() => undefined); // who waits for it hears of it
    }
    return this.#engine;
  }

  /** A twin that turns out to be damaged, or has been removed since it was found, is replaced by its rows. */
  async #answerAll(
    engine: Engine,
    asked: Asked,
    segments: readonly Segment[],
    notes: readonly Note[],
    control: RunControl,
  ): Promise<Result[]> {
    const connection = await engine.connect();
    const interrupt = (): void => {
      connection.interrupt();
    };
    control.signal?.addEventListener('abort', interrupt);
    let broken: BrokenTwin[];
    try {
      return await this.#answerFrom(connection, asked, segments, notes, control);
    } catch (error) {
      control.signal?.throwIfAborted();
      if (!isAboutFiles(error)) throw error;
      const { findBrokenTwins } = await import('./twin/broken.js');
      broken = await findBrokenTwins(connection, segments, asked, control.signal);
      if (broken.length === 0) throw error;
    } finally {
      control.signal?.removeEventListener('abort', interrupt);
      connection.closeSync();
    }
    const errors = new Map<Segment, unknown>(broken.map(({ segment, error }) => [segment, error]));
    const rest = segments.flatMap((segment): Segment[] => {
      if (segment.kind === 'rows' || !errors.has(segment)) return [segment];
      return segment.rows === 'there' ? [{ kind: 'rows', path: segment.path, state: 'closed' }] : [];
    });
    const found = broken.map(({ segment, error }) =>
      damagedTwinNote(segment.twin, error, segment.rows === 'there' ? 'rows are read' : 'nothing is read'),
    );
    return this.#answerAll(engine, asked, rest, [...notes, ...found], control);
  }

  async #answerFrom(
    connection: EngineConnection,
    asked: Asked,
    segments: readonly Segment[],
    notes: readonly Note[],
    { signal, progress }: RunControl,
  ): Promise<Result[]> {
    const meter = new ProgressMeter(progress, segments);
    try {
      return await this.#read(connection, asked, segments, notes, signal, meter);
    } finally {
      meter.end();
    }
  }

  async #read(
    connection: EngineConnection,
    { queries, fields, holds, pairs }: Asked,
    segments: readonly Segment[],
    notes: readonly Note[],
    signal: AbortSignal | undefined,
    meter: ProgressMeter,
  ): Promise<Result[]> {
    const { window } = queries[0];
    const order = queries.some(needsFileOrder) ? 'file order' : 'any order';
    const { rates, problems } = readSamplingRates(this.options.samplingRates ?? []);
    const isEstimated = queries.every(({ counters }) => counters !== 'as exported');
    const read = new Set([...fields, ...(isEstimated ? samplingFields(fields, rates) : [])]);
    const scans = twinScans({ segments, fields: read, order, pairs, window });
    const { opened = [], memoryLimit } = this.options;
    const onProgress: LoadRequest['onProgress'] = (done) => {
      meter.rows(done);
    };
    const readsRows = segments.some(({ kind }) => kind === 'rows');
    if (readsRows && memoryLimit !== undefined)
      await connection.run(`SET memory_limit = '${limitBesideRows(memoryLimit)}B'`);
    const loaded = readsRows
      ? await load(connection, { segments, fields: read, order, pairs, window, signal, onProgress, opened })
      : NO_ROWS;
    meter.rowsEnd();
    const tables = [...loaded.tables, ...scans];
    const isSampled = read.has('sampling_rate') && isEstimated && canBeSampled(tables, rates);
    const view = flowsView(tables, { fields, order, pairs, holds }, isSampled ? estimate(rates) : undefined);
    const select: Select = async (statement) => {
      signal?.throwIfAborted();
      const rows = await connection.select(String(statement));
      signal?.throwIfAborted();
      return rows;
    };
    const told = new Map<string, Promise<Note[]>>();
    const toldOf = (query: FlowQuery): Promise<Note[]> => {
      const compiled = compileQuery(ratesQuery(query), view.relation, DUCKDB);
      const key = String(compiled.rows);
      const notes = told.get(key) ?? tellRates(compiled, select);
      told.set(key, notes);
      return notes;
    };
    const wrong = problems.map((text): Note => ({ code: 'sampling', text }));
    const results: Result[] = [];
    for (const [index, query] of queries.entries()) {
      const compiled = compileQuery(query, view.relation, DUCKDB);
      const rows = await meter.during(connection, { index, of: queries.length }, () => select(compiled.rows));
      results.push({
        ...(await answer(query, compiled, rows, select)),
        scanned: { files: segments.length, flows: loaded.scanned.flows + meter.twinFlows },
        notes: [...notes, ...sumUp(loaded.notes), ...view.notes, ...wrong, ...(isSampled ? await toldOf(query) : [])],
      });
    }
    return results;
  }
}

/** The loader and what it reads files with are 20 modules, 20 ms that a question about twins alone need not wait for. */
async function load(connection: EngineConnection, request: LoadRequest): Promise<Loaded> {
  const { loadRows } = await import('./row-loader.js');
  return loadRows(connection.api, request);
}

const NO_ROWS = { tables: [], notes: [], scanned: { files: 0, flows: 0 } } as const;

async function answer(
  query: FlowQuery,
  compiled: CompiledQuery,
  rows: readonly RawCell[][],
  select: Select,
): Promise<Pick<Result, 'columns' | 'rows' | 'totals' | 'rowCount'>> {
  const { totals } = compiled;
  const [first] = rows;
  const needsTotals = totals.from === 'statement' || (totals.from === 'rows' && !first);
  const [all = []] = needsTotals ? await select(totals.statement) : rows;
  return {
    columns: compiled.columns,
    rows: rows.map(compiled.readRow),
    totals: compiled.readTotals(totals.from === 'rows' && first ? first.slice(totals.at) : all),
    rowCount: await rowCount(query, compiled, rows, select),
  };
}

/** One more pass over the rates of those flows that the question is about. */
async function tellRates(compiled: CompiledQuery, select: Select): Promise<Note[]> {
  return samplingNotes((await select(compiled.rows)).map(compiled.readRow));
}

/** DuckDB's error for files says so in many ways; what is no such error are those about memory and space. */
function isAboutFiles(error: unknown): boolean {
  return error instanceof Error && !IS_FULL.test(error.message);
}

const IS_FULL = /Out of Memory|No space left|max_temp_directory_size|create directory/i;

async function rowCount(
  { limit, offset = 0 }: FlowQuery,
  compiled: CompiledQuery,
  rows: readonly RawCell[][],
  select: Select,
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
  const isFull = IS_FULL.test(error.message);
  const text = isFull
    ? `The question needs more memory than query_memory, and cannot go on in ${temporaryDirectory}: choose a shorter time or fewer columns, raise query_memory, or see that there is space and permission to write.`
    : `The data base could not answer: ${error.message}.`;
  return new StoreError(isFull ? 'out-of-space' : 'engine', 'DuckDB', text, { cause: error });
}
