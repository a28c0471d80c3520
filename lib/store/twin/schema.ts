/** The columns of a twin: every octet of a record layout once. */
import { MAPPED_LOW } from '../../flow/address-place.js';
import { FLOW_FIELDS, type FieldName } from '../../flow/field.js';
import type { RecordLayout } from '../../flow/layout.js';
import { identifier, join, sql, type Sql } from '../../query/sql.js';
import { addressColumns, tableColumns, type TableColumn } from '../table-columns.js';
import { BOOTED, BOOTED_SQL, STORED_NAMES, STORED_TIMES, UPTIMES } from './uptimes.js';

/** A column that holds octets of a record as they are. */
export type RecordColumn = Extract<TableColumn, { readonly slot: unknown }>;

/** A column of the records that a twin is made of. */
export type TwinColumn = RecordColumn | Extract<TableColumn, { readonly kind: 'start' | 'end' | 'pairs' }>;

function fieldNames(layout: RecordLayout): FieldName[] {
  return FLOW_FIELDS.filter(({ name }) => layout.slots.has(name)).map(({ name }) => name);
}

/** Columns that hold the layout's fields, named as these; of 16 octets the two halves. */
export function fieldColumns(layout: RecordLayout): RecordColumn[] {
  return tableColumns(layout, new Set(fieldNames(layout)), 'any order').filter((column) => 'slot' in column);
}

/** The same with times for uptimes. A twin has {@link storedColumns} of them. */
export function twinColumns(layout: RecordLayout): TwinColumn[] {
  const stored = new Set(
    fieldNames(layout).map((field) => (field === 'first' || field === 'last' ? STORED_TIMES[field] : field)),
  );
  return tableColumns(layout, stored, 'any order').filter(
    ({ kind }) => kind !== 'segment' && kind !== 'record',
  ) as TwinColumn[]; // the other kinds
}

/** Columns for the octets of a record that belong to no field, one each, in record order. A twin has those that are not all 0. */
export function octetColumns(layout: RecordLayout): RecordColumn[] {
  const taken = new Set<number>();
  for (const { offset, bytes } of layout.slots.values())
    for (let octet = offset; octet < offset + bytes; octet++) taken.add(octet);
  const free = Array.from({ length: layout.size }, (_, octet) => octet).filter((octet) => !taken.has(octet));
  return free.map((offset) => ({
    kind: 'octet',
    name: `octet_${offset}`,
    type: 'UTINYINT',
    slot: { offset, bytes: 1 },
  }));
}

/** Addresses of 16 octets. */
export function wideAddresses(layout: RecordLayout): string[] {
  return [...layout.slots.values()].filter(({ bytes }) => bytes === 16).map(({ field }) => field);
}

/**
 * What a twin stores of a record's columns, as a select list: see {@link UPTIMES}, and of an address of 16 octets its IPv4 number and, where the file has
 * IPv6 there, the halves of an IPv6 one, NULL in the columns of the other family.
 * @param ipv6 address fields that hold IPv6
 */
export function storedColumns(layout: RecordLayout, columns: readonly TwinColumn[], ipv6: ReadonlySet<string>): Sql {
  const wide = wideAddresses(layout);
  const halves = new Set(wide.flatMap((field) => [`${field}_hi`, `${field}_lo`]));
  const addresses = wide.flatMap((field) => {
    const [v4, hi, lo] = addressColumns(field).map((value, index) => {
      return sql`${value} AS ${identifier(`${field}${['', '_hi', '_lo'][index]!}`)}`;
    }) as [Sql, Sql, Sql]; // as many as the parts
    return ipv6.has(field) ? [v4, hi, lo] : [v4];
  });
  const others = columns
    .filter(({ name }) => !halves.has(name))
    .map(({ name }) => (name === 'sysuptime' ? sql`${BOOTED_SQL} AS ${identifier(BOOTED)}` : identifier(name)));
  return join([...addresses, ...others], ', ');
}

/** The select list that gives the record's columns of what a twin stores. */
export function recordColumns(layout: RecordLayout, ipv6: ReadonlySet<string>): Sql {
  const uptimes = fieldNames(layout).flatMap((field) => {
    const [name, value] = [STORED_NAMES.get(field), UPTIMES.get(field)];
    return name && value ? [{ stored: identifier(name), value: sql`${value} AS ${identifier(field)}` }] : [];
  });
  const wide = wideAddresses(layout);
  const stored = wide.flatMap((field) => (ipv6.has(field) ? [field, `${field}_hi`, `${field}_lo`] : [field]));
  const halves = wide.flatMap((field) => {
    const [v4, hi, lo] = [field, `${field}_hi`, `${field}_lo`].map(identifier) as [Sql, Sql, Sql];
    const mapped = sql`(${MAPPED_LOW} + ${v4})`;
    return ipv6.has(field)
      ? [sql`CAST(coalesce(${hi}, 0) AS UBIGINT) AS ${hi}`, sql`CAST(coalesce(${lo}, ${mapped}) AS UBIGINT) AS ${lo}`]
      : [sql`CAST(0 AS UBIGINT) AS ${hi}`, sql`CAST(${mapped} AS UBIGINT) AS ${lo}`];
  });
  const others = [...stored.map(identifier), ...uptimes.map(({ stored }) => stored)];
  return sql`* EXCLUDE (${join(others, ', ')}), ${join([...halves, ...uptimes.map(({ value }) => value)], ', ')}`;
}
