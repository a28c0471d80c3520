/** Copies selected records of batches into the column vectors of a DuckDB data chunk. */
import type { DuckDBDataChunk, DuckDBType } from '@duckdb/node-api';
import type { FlowBatch } from '../flow/batch.js';
import { duckDb } from './duckdb.js';
import type { Selection } from './selection.js';
import type { TableColumn } from './table-columns.js';

/** Most rows of a data chunk; DuckDB's vector size. */
export const CHUNK = 2048;

/** A vector whose values can be written as numbers, or as their 32-bit halves. */
interface Target {
  readonly items: Uint8Array | Uint16Array | Uint32Array | BigInt64Array | BigUint64Array;
  flush(): void;
}

interface Filler {
  readonly column: TableColumn;
  readonly vector: Target;
  /** The vector's memory as 32-bit words: 64-bit values are written in halves, because a BigInt each would cost more. */
  readonly words: Uint32Array;
}

/** Where records come from: which segment, and the number of the batch's first record in it. */
export interface Place {
  readonly segment: number;
  readonly firstRecord: number;
}

/** The DuckDB types of columns. */
export function duckTypes(columns: readonly TableColumn[]): DuckDBType[] {
  return columns.map(({ type }) => duckDb()[type]);
}

/** Writes into one chunk. */
export class ChunkFiller {
  readonly #fillers: readonly Filler[];

  /** @param chunk its columns have the types that {@link duckTypes} gives */
  constructor(chunk: DuckDBDataChunk, columns: readonly TableColumn[]) {
    this.#fillers = columns.map((column, index) => {
      // every ColumnType has a vector with typed items
      const vector = chunk.getColumnVector(index) as unknown as Target;
      const { buffer, byteOffset, byteLength } = vector.items;
      const words = new Uint32Array(buffer, byteOffset, byteLength >> 2);
      return { column, vector, words };
    });
  }

  /** Puts the records that are `from` to `to` in the selection into the rows from `at` on. */
  fill(at: number, batch: FlowBatch, selection: Selection, from: number, to: number, place: Place): void {
    for (const filler of this.#fillers) fillColumn(filler, at, batch, selection, from, to, place);
  }

  /** Hands what was written to DuckDB. */
  flush(): void {
    for (const { vector } of this.#fillers) vector.flush();
  }
}

/** Rows `from` to `to` of the selection into one column, from `at` on. */
function fillColumn(
  { column, vector, words }: Filler,
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
      fillSlot(vector.items, words, at, batch, column.slot.offset, column.slot.bytes, index, from, to);
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
  items: Target['items'],
  words: Uint32Array,
  at: number,
  { bytes, layout }: FlowBatch,
  offset: number,
  width: 1 | 2 | 4 | 8,
  index: Uint32Array,
  from: number,
  to: number,
): void {
  const { buffer, byteOffset, length } = bytes;
  if (width === 1 && items instanceof Uint8Array) {
    for (let row = from; row < to; row++) items[at++] = bytes[index[row]! * layout.size + offset]!;
    return;
  }
  if (width === 2 && items instanceof Uint16Array) {
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
