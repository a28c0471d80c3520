/** Copies selected records of batches into the column vectors of one DuckDB table. */
import type { DuckDBAppender, DuckDBDataChunk, DuckDBType } from '@duckdb/node-api';
import type { FlowBatch } from '../flow/batch.js';
import { duckDb } from './duckdb.js';
import type { Selection } from './selection.js';
import type { ColumnType, TableColumn } from './table-columns.js';

/** Rows of a data chunk; DuckDB's vector size. */
const CHUNK = 2048;

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

function duckType(type: ColumnType): DuckDBType {
  return duckDb()[type];
}

/** Where records come from: which segment, and the number of the batch's first record in it. */
export interface Place {
  readonly segment: number;
  readonly firstRecord: number;
}

/** Appends to one table. Rows of several files may be written in turn. */
export class ChunkWriter {
  readonly #chunk: DuckDBDataChunk;
  readonly #fillers: readonly Filler[];
  #used = 0;

  constructor(
    private readonly appender: DuckDBAppender,
    columns: readonly TableColumn[],
  ) {
    this.#chunk = duckDb().DuckDBDataChunk.create(
      columns.map(({ type }) => duckType(type)),
      CHUNK,
    );
    this.#fillers = columns.map((column, index) => {
      // every ColumnType has a vector with typed items
      const vector = this.#chunk.getColumnVector(index) as unknown as Target;
      const { buffer, byteOffset, byteLength } = vector.items;
      const words = new Uint32Array(buffer, byteOffset, byteLength >> 2);
      return { column, vector, words };
    });
  }

  write(batch: FlowBatch, selection: Selection, place: Place): void {
    for (let from = 0; from < selection.count;) {
      const to = Math.min(selection.count, from + CHUNK - this.#used);
      for (const filler of this.#fillers) fill(filler, this.#used, batch, selection, from, to, place);
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

  #append(): void {
    for (const { vector } of this.#fillers) vector.flush();
    if (this.#used < CHUNK) this.#chunk.rowCount = this.#used;
    this.appender.appendDataChunk(this.#chunk);
    this.#used = 0;
  }
}

/** Rows `from` to `to` of the selection into one column, from `at` on. */
function fill(
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
