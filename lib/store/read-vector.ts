/** Numbers out of DuckDB's column vectors. */
import type { Vector } from '@duckdb/node-bindings';
import type { RawCell } from '../query/cell.js';
import { bindings } from './engine.js';

interface NumberType {
  readonly bytes: number;
  read(view: DataView, at: number): RawCell;
}

/** Integers of 64 bits and more come as bigint. */
const NUMBER_TYPES = {
  TINYINT: { bytes: 1, read: (view, at) => view.getInt8(at) },
  SMALLINT: { bytes: 2, read: (view, at) => view.getInt16(at, true) },
  INTEGER: { bytes: 4, read: (view, at) => view.getInt32(at, true) },
  BIGINT: { bytes: 8, read: (view, at) => view.getBigInt64(at, true) },
  HUGEINT: { bytes: 16, read: (view, at) => (view.getBigInt64(at + 8, true) << 64n) | view.getBigUint64(at, true) },
  UTINYINT: { bytes: 1, read: (view, at) => view.getUint8(at) },
  USMALLINT: { bytes: 2, read: (view, at) => view.getUint16(at, true) },
  UINTEGER: { bytes: 4, read: (view, at) => view.getUint32(at, true) },
  UBIGINT: { bytes: 8, read: (view, at) => view.getBigUint64(at, true) },
  UHUGEINT: { bytes: 16, read: (view, at) => (view.getBigUint64(at + 8, true) << 64n) | view.getBigUint64(at, true) },
  DOUBLE: { bytes: 8, read: (view, at) => view.getFloat64(at, true) },
} as const satisfies Readonly<Record<string, NumberType>>;

let byId: ReadonlyMap<number, NumberType> | undefined;

/** By the numbers that DuckDB gives its types. */
function numberType(id: number): NumberType | undefined {
  byId ??= new Map(
    Object.entries(NUMBER_TYPES).map(([name, type]) => [bindings().Type[name as keyof typeof NUMBER_TYPES], type]),
  );
  return byId.get(id);
}

/**
 * Calls back with each of the first `count` values.
 * @throws TypeError if the vector holds no numbers
 */
export function readVector(vector: Vector, count: number, set: (row: number, cell: RawCell) => void): void {
  const { get_type_id, vector_get_column_type, vector_get_data, vector_get_validity, Type } = bindings();
  const id = get_type_id(vector_get_column_type(vector));
  const type = numberType(id);
  if (!type) throw new TypeError(`DuckDB returned ${Type[id]} where a number was expected`);
  const data = vector_get_data(vector, count * type.bytes);
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  // one bit for each row, 64 in a word; there are none if no value is NULL
  const valid = vector_get_validity(vector, Math.ceil(count / 64) * 8) as Uint8Array | null;
  for (let row = 0; row < count; row++) {
    const isThere = !valid || ((valid[row >> 3]! >> (row & 7)) & 1) === 1;
    set(row, isThere ? type.read(view, row * type.bytes) : null);
  }
}
