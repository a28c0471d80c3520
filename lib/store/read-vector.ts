/** Numbers and texts out of DuckDB's column vectors. */
import type { Vector } from '@duckdb/node-bindings';
import type { RawCell } from '../query/cell.js';
import { bindings } from './engine.js';

interface ValueType {
  readonly bytes: number;
  read(view: DataView, at: number): RawCell;
}

/** Integers of 64 bits and more come as bigint. */
const VALUE_TYPES = {
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
  VARCHAR: { bytes: 16, read: readText },
} as const satisfies Readonly<Record<string, ValueType>>;

/** Octets of a text that stand in the vector itself, behind the length; of a longer one a pointer follows its first four. */
const [IN_PLACE, LENGTH, POINTER_AT] = [12, 4, 8];

function readText(view: DataView, at: number): string {
  const length = view.getUint32(at, true);
  const start = view.byteOffset + at;
  if (length <= IN_PLACE) return Buffer.from(view.buffer, start + LENGTH, length).toString();
  // a vector's memory is no shared one
  return Buffer.from(
    bindings().get_data_from_pointer(view.buffer as ArrayBuffer, start + POINTER_AT, length),
  ).toString();
}

let byId: ReadonlyMap<number, ValueType> | undefined;

/** By the numbers that DuckDB gives its types. */
function valueType(id: number): ValueType | undefined {
  byId ??= new Map(
    Object.entries(VALUE_TYPES).map(([name, type]) => [bindings().Type[name as keyof typeof VALUE_TYPES], type]),
  );
  return byId.get(id);
}

/**
 * Calls back with each of the first `count` values.
 * @throws TypeError if the vector holds neither numbers nor texts
 */
export function readVector(vector: Vector, count: number, set: (row: number, cell: RawCell) => void): void {
  const { get_type_id, vector_get_column_type, vector_get_data, vector_get_validity, Type } = bindings();
  const id = get_type_id(vector_get_column_type(vector));
  const type = valueType(id);
  if (!type) throw new TypeError(`DuckDB returned ${Type[id]} where a number or text was expected`);
  const data = vector_get_data(vector, count * type.bytes);
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  // one bit for each row, 64 in a word; there are none if no value is NULL
  const valid = vector_get_validity(vector, Math.ceil(count / 64) * 8) as Uint8Array | null;
  for (let row = 0; row < count; row++) {
    const isThere = !valid || ((valid[row >> 3]! >> (row & 7)) & 1) === 1;
    set(row, isThere ? type.read(view, row * type.bytes) : null);
  }
}
