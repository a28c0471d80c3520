/** Group keys: each dimension is one or more SQL expressions, and a reader that makes one cell of them. */
import { flowField, type FieldName } from '../flow/field.js';
import { formatMac } from '../flow/mac.js';
import { readAddress, readNumber, readText, type Cell, type CellReader } from './cell.js';
import type { Dialect } from './dialect.js';
import { addressSql, quantitySql, type AddressSql } from './field-sql.js';
import { quantityInfo, type Quantity } from './quantity.js';
import type { Dimension } from './query.js';
import { QueryError } from './query-error.js';
import type { Relation } from './relation.js';
import { identifier, sql, type Sql } from './sql.js';

export interface KeySql {
  /** In the order in which rows are sorted. */
  readonly parts: readonly Sql[];
  readonly read: CellReader;
}

/** 0 in the rows that stand for a flow's first `either` field, 1 in those for its second. */
export const SIDE = identifier('side');

/** The second that a row stands for, where a flow stands there once for each second of its life. */
export const SECOND = identifier('second_no');

/** A plain value: one expression, or the columns of an address. */
export function quantityKey(quantity: Quantity, dialect: Dialect, relation: Relation, place: string): KeySql {
  const { type } = quantityInfo(quantity, place);
  if (type === 'mac') return { parts: [quantitySql(quantity, dialect)], read: readMac };
  if (type === 'text') return { parts: [quantitySql(quantity, dialect)], read: readText };
  if (type !== 'ip') return { parts: [quantitySql(quantity, dialect)], read: readNumber };
  return addressKey(addressSql(quantity as FieldName), relation); // only fields have the type ip
}

const readMac: CellReader = (row, at) => {
  const value = row[at] ?? null;
  return value === null ? null : formatMac(Number(value));
};

function addressKey({ v4, hi, lo }: AddressSql, { ipv6 }: Relation): KeySql {
  if (ipv6 === 'possible') return { parts: [v4, hi, lo], read: readAddress };
  return { parts: [v4], read: (row, at) => readAddress([row[at] ?? null], 0) };
}

/** @throws QueryError */
export function dimensionKeySql(dimension: Dimension, dialect: Dialect, relation: Relation, place: string): KeySql {
  if (dimension.kind === 'second') return { parts: [SECOND], read: readNumber };
  if (dimension.kind === 'field') return fieldKey(dimension, dialect, relation, place);
  if (dimension.kind === 'either') return eitherKey(dimension.fields, dialect, relation, place);
  return prefixKey(dimension, dialect, relation, place);
}

function fieldKey(
  { field, mask, none }: Extract<Dimension, { readonly kind: 'field' }>,
  dialect: Dialect,
  relation: Relation,
  place: string,
): KeySql {
  const key = quantityKey(field, dialect, relation, place);
  const [part, ...others] = key.parts;
  if (part && none !== undefined) return { ...key, parts: [sql`nullif(${part}, ${none})`, ...others] };
  if (mask === undefined || !part) return key;
  if (!Number.isInteger(mask) || mask < 0 || mask > 0xffffffff)
    throw new QueryError('bad-number', place, `A mask of ${mask} is not a whole number of 32 bits.`);
  return { parts: [dialect.bitAnd(part, mask)], read: key.read };
}

function eitherKey(
  fields: readonly [FieldName, FieldName],
  dialect: Dialect,
  relation: Relation,
  place: string,
): KeySql {
  const one = quantityKey(fields[0], dialect, relation, place);
  const other = quantityKey(fields[1], dialect, relation, place);
  const parts = one.parts.map(
    (part, index) => sql`(CASE WHEN ${SIDE} = 0 THEN ${part} ELSE ${other.parts[index]!} END)`,
  );
  return { parts, read: one.read };
}

type PrefixDimension = Extract<Dimension, { readonly kind: 'prefix' }>;

function prefixKey(dimension: PrefixDimension, dialect: Dialect, relation: Relation, place: string): KeySql {
  const { field, bits, bits6 = 128 } = dimension;
  if (quantityInfo(field, place).type !== 'ip')
    throw new QueryError('not-an-address', place, `"${field}" is not the name of an address field.`);
  const whole = addressSql(field);
  if (bits === 'recorded') {
    const length = identifier(field === 'srcaddr' ? 'src_mask' : 'dst_mask');
    const cut = addressKey(cutRecorded(whole, length, dialect), relation);
    const isThere = relation.ipv6 === 'none' ? whole.v4 : sql`coalesce(${whole.v4}, ${whole.hi})`;
    return withLength(cut, sql`(CASE WHEN ${isThere} IS NOT NULL THEN coalesce(${length}, 0) END)`);
  }
  for (const [length, most] of [
    [bits, 32],
    [bits6, 128],
  ] as const)
    if (!Number.isInteger(length) || length < 0 || length > most)
      throw new QueryError('bad-prefix', place, `A prefix length of ${length} is not one from 0 to ${most}.`);
  const { parts, read } = addressKey(cutFixed(whole, bits, bits6, dialect), relation);
  return { parts, read: (row, at) => prefixText(read(row, at), bits, bits6) };
}

function prefixText(address: Cell, bits: number, bits6: number): Cell {
  return typeof address === 'string' ? `${address}/${address.includes(':') ? bits6 : bits}` : null;
}

/** The recorded length is part of the key: 10.0.0.0/8 and 10.0.0.0/16 are two groups. */
function withLength({ parts, read }: KeySql, length: Sql): KeySql {
  const readPrefix: CellReader = (row, at) => {
    const bits = Number(row[at + parts.length] ?? 0);
    return prefixText(read(row, at), bits, bits);
  };
  return { parts: [...parts, length], read: readPrefix };
}

const ONES_64 = (1n << 64n) - 1n;
const ones = (bits: number, width: number): bigint => {
  const cut = BigInt(Math.max(0, width - Math.max(0, bits)));
  return bits <= 0 ? 0n : (((1n << BigInt(width)) - 1n) >> cut) << cut;
};

function cutFixed({ v4, hi, lo }: AddressSql, bits: number, bits6: number, { bitAnd }: Dialect): AddressSql {
  const high = ones(Math.min(bits6, 64), 64);
  const low = ones(bits6 - 64, 64);
  return {
    v4: bits === 32 ? v4 : bitAnd(v4, Number(ones(bits, 32))),
    hi: high === ONES_64 ? hi : bitAnd(hi, sql`${high}`),
    lo: low === ONES_64 ? lo : bitAnd(lo, sql`${low}`),
  };
}

/** Host bits cleared by shifting them out; a length of 0 or beyond the address's leaves it whole (reference section 5.5). */
function cutRecorded({ v4, hi, lo }: AddressSql, length: Sql, { shiftLeft, shiftRight }: Dialect): AddressSql {
  const clear = (value: Sql, bits: Sql): Sql => shiftLeft(shiftRight(value, bits), bits);
  return {
    v4: sql`(CASE WHEN ${length} BETWEEN 1 AND 31 THEN ${clear(v4, sql`(32 - ${length})`)} ELSE ${v4} END)`,
    hi: sql`(CASE WHEN ${length} BETWEEN 1 AND 63 THEN ${clear(hi, sql`(64 - ${length})`)} ELSE ${hi} END)`,
    lo: sql`(CASE WHEN ${lo} IS NULL THEN NULL WHEN ${length} BETWEEN 1 AND 64 THEN 0 WHEN ${length} BETWEEN 65 AND 127 THEN ${clear(lo, sql`(128 - ${length})`)} ELSE ${lo} END)`,
  };
}

/** Fields that a dimension reads. */
export function dimensionFields(dimension: Dimension, place: string): readonly FieldName[] {
  if (dimension.kind === 'second') return ['start_ms', 'end_ms'];
  if (dimension.kind === 'field') return quantityInfo(dimension.field, place).from;
  if (dimension.kind === 'either') return dimension.fields.map((field) => flowField(field).name as FieldName);
  const mask = dimension.field === 'srcaddr' ? 'src_mask' : 'dst_mask';
  return dimension.bits === 'recorded' ? [dimension.field, mask] : [dimension.field];
}
