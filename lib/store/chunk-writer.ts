/** Appends selected records of batches to a DuckDB table. */
import type { DuckDBAppender, DuckDBDataChunk } from '@duckdb/node-api';
import type { FlowBatch } from '../flow/batch.js';
import { CHUNK, ChunkFiller, duckTypes, type Place } from './chunk-filler.js';
import { duckDb } from './duckdb.js';
import type { Selection } from './selection.js';
import type { TableColumn } from './table-columns.js';

/** Appends to one table. Rows of several files may be written in turn. */
export class ChunkWriter {
  readonly #chunk: DuckDBDataChunk;
  readonly #filler: ChunkFiller;
  #used = 0;
  #written = 0;

  constructor(
    private readonly appender: DuckDBAppender,
    columns: readonly TableColumn[],
  ) {
    this.#chunk = duckDb().DuckDBDataChunk.create(duckTypes(columns), CHUNK);
    this.#filler = new ChunkFiller(columns);
  }

  /** Records up to now. */
  get written(): number {
    return this.#written;
  }

  write(batch: FlowBatch, selection: Selection, place: Place): void {
    this.#written += selection.count;
    for (let from = 0; from < selection.count;) {
      const to = Math.min(selection.count, from + CHUNK - this.#used);
      this.#filler.fill(this.#used, batch, selection, from, to, place);
      this.#used += to - from;
      from = to;
      if (this.#used === CHUNK) this.#append();
    }
  }

  /** Appends what is left; nothing can be written afterwards. */
  close(): void {
    if (this.#used > 0) this.#append();
    this.appender.closeSync();
  }

  /** Drops what the appender still holds; nothing can be written afterwards. */
  abandon(): void {
    this.appender.clear();
    this.appender.closeSync();
  }

  #append(): void {
    this.#filler.flush(this.#chunk, this.#used);
    this.appender.appendDataChunk(this.#chunk);
    this.#used = 0;
  }
}
