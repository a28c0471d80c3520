/** Puts the columns of a twin back into records. */
import type { DuckDBDataChunk } from '@duckdb/node-api';
import type { RecordLayout } from '../../flow/layout.js';
import type { PAIRS_COLUMN } from '../table-columns.js';
import type { RecordColumn } from './schema.js';

/** Writes chunks of rows into the records of a batch. */
export class RecordFiller {
  readonly #bytes: Uint8Array;
  readonly #halves: Uint16Array;
  readonly #words: Uint32Array;

  /**
   * @param columns those of the chunks, in their order; their vectors have the columns' types and no NULLs
   * @param records what they are written into, all 0
   */
  constructor(
    private readonly layout: RecordLayout,
    private readonly columns: readonly (RecordColumn | typeof PAIRS_COLUMN)[],
    records: Uint8Array<ArrayBuffer>,
  ) {
    this.#bytes = records;
    this.#halves = new Uint16Array(records.buffer, records.byteOffset, records.length >> 1);
    this.#words = new Uint32Array(records.buffer, records.byteOffset, records.length >> 2);
  }

  /** Rows `from` to `to` of the chunk become the records from number `at` on. */
  fill(at: number, chunk: DuckDBDataChunk, from: number, to: number): void {
    for (const [index, column] of this.columns.entries()) {
      if (column.kind === 'pairs') continue; // they are no octets of records
      const { slot } = column;
      // every ColumnType of a slot has a vector with typed items
      const { items } = chunk.getColumnVector(index) as unknown as { readonly items: Uint8Array };
      if (slot.bytes === 8) {
        this.#fillLongs(at, slot.offset, items, from, to);
        continue;
      }
      const width = slot.bytes;
      const target = width === 1 ? this.#bytes : width === 2 ? this.#halves : this.#words;
      const stride = this.layout.size / width;
      let place = at * stride + slot.offset / width;
      for (let row = from; row < to; row++, place += stride) target[place] = items[row]!;
    }
  }

  /** 64 bits in halves, because a BigInt each would cost more. */
  #fillLongs(at: number, offset: number, items: Uint8Array, from: number, to: number): void {
    const halves = new Uint32Array(items.buffer, items.byteOffset, items.byteLength >> 2);
    const stride = this.layout.size >> 2;
    let place = at * stride + (offset >> 2);
    for (let row = from; row < to; row++, place += stride) {
      this.#words[place] = halves[2 * row]!;
      this.#words[place + 1] = halves[2 * row + 1]!;
    }
  }
}
