/** Loads row files into one DuckDB table per record layout, several files at a time. */
import type { DuckDBConnection } from '@duckdb/node-api';
import type { FieldName } from '../flow/field.js';
import type { RecordLayout } from '../flow/layout.js';
import { EXTENDED } from '../flow/version.js';
import { FlowFileError, type Damage } from '../ftfile/error.js';
import { openFlowFile, type FlowFile } from '../ftfile/reader.js';
import type { Window } from '../query/query.js';
import { ChunkWriter } from './chunk-writer.js';
import { flowsTable, type FlowsTable } from './flows-table.js';
import { fileNote, isMissing } from './notes.js';
import type { RowSegment, Segment } from './segments.js';
import { Selector } from './selection.js';
import type { Note } from './store.js';
import {
  PAIRS_COLUMN,
  relationColumns,
  tableColumns,
  type FileOrder,
  type PairsUse,
  type TableColumn,
} from './table-columns.js';

export interface LoadRequest {
  /** A segment's place here is its number; twins among them are not read. */
  readonly segments: readonly Segment[];
  readonly fields: ReadonlySet<FieldName>;
  readonly order: FileOrder;
  readonly pairs: PairsUse;
  /** Flows that do not qualify for it are left out: cheaper than to load them and their times. */
  readonly window: Window | undefined;
  readonly signal: AbortSignal | undefined;
  /** Open already: read instead of the file of that name. */
  readonly opened: readonly FlowFile[];
  /** After every batch. */
  readonly onProgress: (done: { readonly filesDone: number; readonly flows: number }) => void;
}

export interface Loaded {
  readonly tables: readonly FlowsTable[];
  readonly notes: readonly Note[];
  readonly scanned: { readonly files: number; readonly flows: number };
}

/** zlib inflates on libuv's four threads while this one fills chunks; more files would only hold more memory. */
const FILES_AT_ONCE = 4;

/**
 * Reads the segments into temporary tables of the connection.
 * @throws the signal's reason when it fires; DuckDB's error where it refuses rows. Unreadable files are notes.
 */
export async function loadRows(connection: DuckDBConnection, request: LoadRequest): Promise<Loaded> {
  const loader = new RowLoader(connection, request);
  const queue = request.segments.entries();
  const readers = Array.from({ length: FILES_AT_ONCE }, async () => {
    for (const [number, segment] of queue) if (segment.kind === 'rows') await loader.load(segment, number);
  });
  // all must have closed their files before an error leaves
  const outcomes = await Promise.allSettled(readers);
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (!failed) return loader.finish();
  await loader.abandon();
  throw failed.reason;
}

const HALVES = { form: 'halves', ipv6: new Set<string>() } as const;

interface Opened {
  readonly table: Omit<FlowsTable, 'flows'>;
  /** What is written. */
  readonly columns: readonly TableColumn[];
  readonly writer: ChunkWriter;
}

class RowLoader {
  readonly #tables = new Map<RecordLayout, Promise<Opened>>();
  readonly #notes: { readonly segment: number; readonly note: Note }[] = [];
  #failure: { readonly error: unknown } | undefined;
  #filesDone = 0;
  #flows = 0;

  constructor(
    private readonly connection: DuckDBConnection,
    private readonly request: LoadRequest,
  ) {}

  async load(segment: RowSegment, number: number): Promise<void> {
    const note = (found: Note): void => void this.#notes.push({ segment: number, note: found });
    try {
      this.#checkGoOn();
      const file = await this.#open(segment, ({ text }) => {
        note({ code: 'damaged-file', text: `${text}.` });
      });
      await this.#read(file, number);
    } catch (error) {
      if (!(error instanceof FlowFileError)) {
        this.#failure ??= { error };
        throw error;
      }
      // a file that has just been opened for writing has no header yet
      if (segment.state === 'closed' || error.code !== 'short-header') note(fileNote(error));
    }
    this.#filesDone++;
    this.#report();
  }

  async finish(): Promise<Loaded> {
    const opened = await Promise.all(this.#tables.values());
    for (const { writer } of opened) writer.close();
    this.#notes.sort((left, right) => left.segment - right.segment);
    return {
      tables: opened.map(({ table, writer }) => ({ ...table, flows: writer.written })),
      notes: this.#notes.map(({ note }) => note),
      scanned: { files: this.#filesDone, flows: this.#flows },
    };
  }

  /** Lets go of rows that wait to be appended: the connection must not be closed under them. */
  async abandon(): Promise<void> {
    for (const opened of await Promise.allSettled(this.#tables.values()))
      if (opened.status === 'fulfilled') opened.value.writer.abandon();
  }

  /** flow-capture renames the file that it closes: one found open may have its final name by now. */
  async #open({ path, state }: RowSegment, onDamage: (damage: Damage) => void): Promise<FlowFile> {
    const opened = this.request.opened.find(({ name }) => name === path);
    if (opened) return opened;
    try {
      return await openFlowFile(path, { onDamage });
    } catch (error) {
      if (state === 'closed' || !(error instanceof FlowFileError) || !isMissing(error.cause)) throw error;
      return openFlowFile(path.replace(/tmp-(?=[^/]*$)/, 'ft-'), { onDamage });
    }
  }

  async #read(file: FlowFile, segment: number): Promise<void> {
    const { columns, writer } = await this.#table(file.layout);
    const needsTimes = columns.some(({ kind }) => kind === 'start' || kind === 'end');
    const selector = new Selector(this.request.window, needsTimes ? 'times' : 'no times');
    let firstRecord = 0;
    for await (const batch of file.batches()) {
      this.#checkGoOn(); // leaving the loop closes the file
      writer.write(batch, selector.select(batch), { segment, firstRecord });
      firstRecord += batch.count;
      this.#flows += batch.count;
      this.#report();
    }
  }

  #checkGoOn(): void {
    this.request.signal?.throwIfAborted();
    if (this.#failure) throw this.#failure.error;
  }

  #report(): void {
    this.request.onProgress({ filesDone: this.#filesDone, flows: this.#flows });
  }

  #table(layout: RecordLayout): Promise<Opened> {
    let table = this.#tables.get(layout);
    if (!table) this.#tables.set(layout, (table = this.#createTable(layout)));
    return table;
  }

  async #createTable(layout: RecordLayout): Promise<Opened> {
    const { fields, order, pairs } = this.request;
    const hasPairs = pairs === 'read' && layout.version === EXTENDED;
    const columns = [...tableColumns(layout, fields, order), ...(hasPairs ? [PAIRS_COLUMN] : [])];
    const name = `rows_${layout.version.replace('.', '_')}`;
    const definitions = columns.map((column) => `${column.name} ${column.type}`);
    await this.connection.run(`CREATE TEMP TABLE ${name} (${definitions.join(', ')})`);
    const appender = await this.connection.createAppender(name, null, 'temp');
    const related = relationColumns(layout, columns, fields, HALVES);
    return { table: flowsTable(name, layout, related), columns, writer: new ChunkWriter(appender, columns) };
  }
}
