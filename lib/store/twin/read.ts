/** Reads a twin as the row file that it was made of. */
import type { DuckDBConnection, DuckDBDataChunk, DuckDBInstance, DuckDBResult } from '@duckdb/node-api';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FlowBatch } from '../../flow/batch.js';
import { recordLayout, type RecordLayout } from '../../flow/layout.js';
import { parsePairsText } from '../../flow/pairs-text.js';
import { EXTENDED } from '../../flow/version.js';
import { swapRecords } from '../../ftfile/byte-order.js';
import { FlowFileError, type Damage } from '../../ftfile/error.js';
import { parseHeader } from '../../ftfile/parse-header.js';
import type { FlowFile, ReaderOptions } from '../../ftfile/reader.js';
import { sql, textLiteral, type Sql } from '../../query/sql.js';
import { openEngine } from '../duckdb.js';
import { TwinError } from './error.js';
import { readFooter, type TwinFooter } from './footer.js';
import { RecordFiller } from './record-filler.js';
import { PAIRS_COLUMN } from '../table-columns.js';
import { fieldColumns, octetColumns, recordColumns, type RecordColumn } from './schema.js';

const BATCH_RECORDS = 8192;

let engine: Promise<DuckDBInstance> | undefined;

/** One for all twins that a process reads as rows: to open it takes as long as to read 100,000 flows. */
function readingEngine(): Promise<DuckDBInstance> {
  const temporaryDirectory = join(tmpdir(), `flowviewer-${process.pid}`);
  engine ??= openEngine({ temporaryDirectory, threads: 1, rowOrder: 'kept' });
  return engine;
}

/** The relation that a twin is to SQL. In DuckDB's file names `*`, `?` and `[` stand for others unless they are in brackets. */
export function twinRelation(path: string): Sql {
  return sql`read_parquet(${textLiteral(path.replace(/[*?[]/g, '[$&]'))})`;
}

/** A twin that is open, and what its footer says. */
export interface TwinFile extends FlowFile {
  readonly footer: TwinFooter;
}

/**
 * Opens a twin: it gives the header, and batch after batch the records, of the row file that it was made of. Damage is
 * told as that of a row file is. DuckDB is loaded when the first batch is asked for.
 * @throws FlowFileError if it is no twin, or cannot be read
 */
export async function openTwin(path: string, options: ReaderOptions = {}): Promise<TwinFile> {
  const footer = await footerOf(path);
  const header = parseHeader(footer.header, path);
  const layout = recordLayout(footer.version);
  const originalOrder = header.byteOrder === 'big' && options.bigEndian === 'original';
  return {
    name: path,
    footer,
    header,
    layout,
    async *batches() {
      let flows = 0;
      let cause: unknown;
      try {
        for await (const batch of recordsOf(path, footer, layout, options.batchRecords ?? BATCH_RECORDS)) {
          flows += batch.count;
          if (originalOrder) readAsOriginal(batch);
          yield batch;
        }
      } catch (error) {
        cause = error;
      }
      if (cause !== undefined || flows !== footer.flows) options.onDamage?.(damage(path, flows, footer, cause));
    },
    close: () => Promise.resolve(),
  };
}

async function footerOf(path: string): Promise<TwinFooter> {
  try {
    return await readFooter(path);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message.replace(`${path}: `, '') : String(cause);
    if (cause instanceof TwinError) throw new FlowFileError('magic', path, 0, why, { cause });
    throw new FlowFileError('unreadable', path, 0, `cannot be read: ${why}`, { cause });
  }
}

/** As the row file is read where it is taken to be one of the original's. */
function readAsOriginal({ bytes, layout }: FlowBatch): void {
  swapRecords(bytes, layout);
  swapRecords(bytes, layout, 'original');
}

function damage(file: string, flows: number, footer: TwinFooter, cause: unknown): Damage {
  const [why = ''] = (cause instanceof Error ? cause.message : 'it ends too early').split('\n');
  const text = `${file}: is damaged behind ${flows} of ${footer.flows} flows (${why}); the records before it were read`;
  return { code: 'corrupt', file, offset: 0, text };
}

async function* recordsOf(
  path: string,
  { ipv6 }: TwinFooter,
  layout: RecordLayout,
  most: number,
): AsyncGenerator<FlowBatch, void, void> {
  const connection = await (await readingEngine()).connect();
  try {
    const result = await connection.stream(
      String(sql`SELECT ${recordColumns(layout, new Set(ipv6))} FROM ${twinRelation(path)}`),
    );
    const columns = columnsOf(result, layout, path);
    const records = new Uint8Array(most * layout.size);
    const pairsAt = columns.indexOf(PAIRS_COLUMN);
    const filler = new RecordFiller(layout, columns, records);
    let filled = 0;
    let pairs: (Uint8Array | undefined)[] = [];
    const batch = (): FlowBatch => {
      const bytes = records.subarray(0, filled * layout.size);
      return { layout, bytes, count: filled, ...(pairs.some(Boolean) && { pairs }) };
    };
    for (let chunk = await nextChunk(result); chunk; chunk = await nextChunk(result)) {
      for (let from = 0; from < chunk.rowCount;) {
        const to = Math.min(chunk.rowCount, from + most - filled);
        filler.fill(filled, chunk, from, to);
        if (pairsAt >= 0) pairs.push(...pairsOf(chunk, pairsAt, from, to));
        filled += to - from;
        from = to;
        if (filled < most) continue;
        yield batch();
        filled = 0;
        pairs = [];
        // a consumer may have changed the batch, and the filler leaves what has no column as it is
        records.fill(0);
      }
    }
    if (filled > 0) yield batch();
  } finally {
    close(connection);
  }
}

async function nextChunk(result: DuckDBResult): Promise<DuckDBDataChunk | undefined> {
  const chunk = await result.fetchChunk();
  return chunk && chunk.rowCount > 0 ? chunk : undefined;
}

/** A statement that has not ended is given up. */
function close(connection: DuckDBConnection): void {
  connection.interrupt();
  connection.closeSync();
}

function pairsOf(chunk: DuckDBDataChunk, column: number, from: number, to: number): (Uint8Array | undefined)[] {
  const vector = chunk.getColumnVector(column);
  return Array.from({ length: to - from }, (_, row) => parsePairsText(String(vector.getItem(from + row))));
}

/** The columns of the layout in the order of the file. @throws TwinError if it has others, or of other types */
function columnsOf(result: DuckDBResult, layout: RecordLayout, path: string): (RecordColumn | typeof PAIRS_COLUMN)[] {
  const known = new Map(
    [...fieldColumns(layout), ...octetColumns(layout), ...(layout.version === EXTENDED ? [PAIRS_COLUMN] : [])].map(
      (column) => [String(column.name), column] as const,
    ),
  );
  const columns = result.columnNames().map((name, index) => {
    const column = known.get(name);
    if (column?.type === String(result.columnType(index))) return column;
    throw new TwinError('no-twin', path, `column ${name} is none of a record of version ${layout.version}`);
  });
  const missing = fieldColumns(layout).find(
    (column) => !columns.includes(column) && !columns.some(({ name }) => name === column.name),
  );
  if (missing) throw new TwinError('no-twin', path, `column ${missing.name} is missing`);
  return columns;
}
