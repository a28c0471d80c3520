/**
 * Values as a program has them in memory, as JSON and back: also integers of any size, numbers that are none, octets, arrays
 * of doubles and tables, which JSON has not. `node:v8` does the same, and takes a page 3 ms to load.
 */

/** What stands for a value that JSON has not: an object of this one member, whose name no other object has. */
interface Kind<T> {
  readonly name: `$${string}`;
  readonly is: (value: unknown) => boolean;
  readonly to: (value: T) => unknown;
  readonly from: (written: never) => T;
}

const octetsOf = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(Buffer.from(text, 'base64'));

/** In the byte order of this machine, where both are read and written. */
const DOUBLES: Kind<Float64Array> = {
  name: '$doubles',
  is: (value) => value instanceof Float64Array,
  to: ({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength).toString('base64'),
  from: (text: string) => new Float64Array(octetsOf(text).buffer),
};
const OCTETS: Kind<Uint8Array> = {
  name: '$octets',
  is: (value) => value instanceof Uint8Array,
  to: (octets) => Buffer.from(octets).toString('base64'),
  from: octetsOf,
};
const TABLE: Kind<Map<unknown, unknown>> = {
  name: '$map',
  is: (value) => value instanceof Map,
  to: (map) => [...map],
  from: (entries: readonly (readonly [unknown, unknown])[]) => new Map(entries),
};
const INTEGER: Kind<bigint> = {
  name: '$bigint',
  is: (value) => typeof value === 'bigint',
  to: String,
  from: (text: string) => BigInt(text),
};
const NO_NUMBER: Kind<number> = {
  name: '$number',
  is: (value) => typeof value === 'number' && !Number.isFinite(value),
  to: String,
  from: (text: string) => Number(text),
};

const KINDS = [DOUBLES, OCTETS, TABLE, INTEGER, NO_NUMBER] as readonly Kind<unknown>[]; // each gets what `is` lets through
const BY_NAME: ReadonlyMap<string, Kind<unknown>> = new Map(KINDS.map((kind) => [kind.name, kind]));

function written(this: unknown, key: string, value: unknown): unknown {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  const own = (this as Record<string, unknown>)[key]; // octets have been made something else by their toJSON
  const kind = KINDS.find(({ is }) => is(own));
  return kind ? { [kind.name]: kind.to(own) } : value;
}

/** @param value of plain objects, arrays and the values above; what is a function is left out */
export function writeValues(value: object): string {
  return JSON.stringify(value, written);
}

/** @throws SyntaxError for what is no JSON */
export function readValues(text: string): unknown {
  return JSON.parse(text, (_, value: unknown) => {
    if (typeof value !== 'object' || value === null) return value;
    const [first, more] = Object.entries(value);
    const kind = first && more === undefined ? BY_NAME.get(first[0]) : undefined;
    return kind ? kind.from(first?.[1] as never) : value; // as `to` has written it
  }) as unknown;
}
