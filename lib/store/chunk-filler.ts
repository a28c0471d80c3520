/** Copies selected records of batches into the column vectors of a DuckDB data chunk. */
import type { DuckDBDataChunk, DuckDBType } from '@duckdb/node-api';
import type { FlowBatch } from '../flow/batch.js';
import { pairsText } from '../flow/pairs-text.js';
import { duckDb } from './duckdb.js';
import { bindings } from './engine.js';
import type { Selection } from './selection.js';
import type { ColumnType, TableColumn } from './table-columns.js';

/** Most rows of a data chunk; DuckDB's vector size. */
export const CHUNK = 2048;

/** Memory for one column of a chunk. 64-bit values are written in halves, because a BigInt each would cost more. */
interface NumberFiller {
  readonly column: Exclude<TableColumn, { readonly kind: 'pairs' }>;
  readonly items: Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer> | Uint32Array<ArrayBuffer>;
  /** The same memory. */
  readonly words: Uint32Array<ArrayBuffer>;
  /** Octets of a value. */
  readonly width: 1 | 2 | 4 | 8;
}

/** The texts of a column of a chunk. */
interface TextFiller {
  readonly texts: string[];
}

type Filler = NumberFiller | TextFiller;

const WIDTHS = { UTINYINT: 1, USMALLINT: 2, UINTEGER: 4, UBIGINT: 8, BIGINT: 8 } as const satisfies Record<
  ColumnType,
  NumberFiller['width']
>;
const ITEMS = { 1: Uint8Array, 2: Uint16Array, 4: Uint32Array, 8: Uint32Array } as const;

/** Where records come from: which segment, and the number of the batch's first record in it. */
export interface Place {
  readonly segment: number;
  readonly firstRecord: number;
}

/** The DuckDB types of columns. */
export function duckTypes(columns: readonly TableColumn[]): DuckDBType[] {
  return columns.map(({ type }) => duckDb()[type]);
}

/**
 * Fills chunk after chunk in memory of its own, which is handed over as a whole: to look at each vector of each chunk takes
 * as long as to fill it.
 */
export class ChunkFiller {
  readonly #fillers: readonly Filler[];

  constructor(columns: readonly TableColumn[]) {
    this.#fillers = columns.map((column): Filler => {
      if (column.kind === 'pairs') return { texts: [] };
      const width = WIDTHS[column.type];
      const memory = new ArrayBuffer(CHUNK * width);
      return { column, items: new ITEMS[width](memory), words: new Uint32Array(memory), width };
    });
  }

  /** Puts the records that are `from` to `to` in the selection into the rows from `at` on. */
  fill(at: number, batch: FlowBatch, selection: Selection, from: number, to: number, place: Place): void {
    for (const filler of this.#fillers)
      if ('texts' in filler) fillTexts(filler, at, batch, selection, from, to);
      else fillColumn(filler, at, batch, selection, from, to, place);
  }

  /**
   * Makes the first rows those of a chunk.
   * @param chunk without NULLs; its columns have the types that {@link duckTypes} gives
   */
  flush({ chunk }: DuckDBDataChunk, rows: number): void {
    const { data_chunk_set_size, data_chunk_get_vector, copy_data_to_vector, vector_assign_string_element } =
      bindings();
    data_chunk_set_size(chunk, rows);
    for (const [index, filler] of this.#fillers.entries()) {
      const vector = data_chunk_get_vector(chunk, index);
      if ('texts' in filler)
        for (let row = 0; row < rows; row++) vector_assign_string_element(vector, row, filler.texts[row]!);
      else copy_data_to_vector(vector, 0, filler.words.buffer, 0, rows * filler.width);
    }
  }
}

function fillTexts(
  { texts }: TextFiller,
  at: number,
  { pairs }: FlowBatch,
  { index }: Selection,
  from: number,
  to: number,
): void {
  for (let row = from; row < to; row++) texts[at++] = pairsText(pairs?.[index[row]!]);
}

/** Rows `from` to `to` of the selection into one column, from `at` on. */
function fillColumn(
  { column, items, words }: NumberFiller,
  at: number,
  batch: FlowBatch,
  selection: Selection,
  from: number,
  to: number,
  { segment, firstRecord }: Place,
): void {
  const { index } = selection;
  switch (column.kind) {
    case 'slot':
    case 'octet':
      fillSlot(items, words, at, batch, column.slot.offset, column.slot.bytes, index, from, to);
      return;
    case 'start':
      fillTimes(words, at, selection.start, from, to);
      return;
    case 'end':
      fillTimes(words, at, selection.end, from, to);
      return;
    case 'segment':
      words.fill(segment, at, at + to - from);
      return;
    case 'record':
      for (let row = from; row < to; row++) words[at++] = firstRecord + index[row]!;
  }
}

const HALF = 2 ** 32;

function fillTimes(words: Uint32Array, at: number, times: Float64Array, from: number, to: number): void {
  for (let row = from, word = 2 * at; row < to; row++) {
    const time = times[row]!;
    words[word++] = time; // modulo 2³²
    words[word++] = Math.floor(time / HALF);
  }
}

/** One loop per width: a record's place is a multiple of its width. */
function fillSlot(
  items: NumberFiller['items'],
  words: Uint32Array,
  at: number,
  { bytes, layout }: FlowBatch,
  offset: number,
  width: NumberFiller['width'],
  index: Uint32Array,
  from: number,
  to: number,
): void {
  const { buffer, byteOffset, length } = bytes;
  if (width === 1) {
    for (let row = from; row < to; row++) items[at++] = bytes[index[row]! * layout.size + offset]!;
    return;
  }
  if (width === 2) {
    const source = new Uint16Array(buffer, byteOffset, length >> 1);
    const [stride, start] = [layout.size >> 1, offset >> 1];
    for (let row = from; row < to; row++) items[at++] = source[index[row]! * stride + start]!;
    return;
  }
  const source = new Uint32Array(buffer, byteOffset, length >> 2);
  const [stride, start] = [layout.size >> 2, offset >> 2];
  if (width === 4) for (let row = from; row < to; row++) words[at++] = source[index[row]! * stride + start]!;
  else
    for (let row = from, word = 2 * at; row < to; row++) {
      const place = index[row]! * stride + start;
      words[word++] = source[place]!;
      words[word++] = source[place + 1]!;
    }
}
