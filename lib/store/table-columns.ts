/** Columns of the table that the flows of one record layout are loaded into, and what relations read from it. */
import { MAPPED_LOW } from '../flow/address-place.js';
import { UPTIME } from '../flow/batch.js';
import { FLOW_FIELDS, flowField, type FieldName } from '../flow/field.js';
import { ICMP, ICMP_FROM, ICMP_SHIFTS } from '../flow/icmp.js';
import { hasField, type RecordLayout, type Slot } from '../flow/layout.js';
import { EXTENDED } from '../flow/version.js';
import { identifier, sql, type Sql } from '../query/sql.js';
import { EXPORTED, uptimeSql } from './uptime-sql.js';

/** SQL types as narrow as the record's places: half the memory of the fields' own. */
export type ColumnType = 'UTINYINT' | 'USMALLINT' | 'UINTEGER' | 'UBIGINT' | 'BIGINT';

/** A place that one number fills. */
export type NumberSlot = Slot & { readonly bytes: Exclude<Slot['bytes'], 16> };

/** A field, or a half of the 16 octets of an address. */
export type SlotName = FieldName | `${FieldName}_hi` | `${FieldName}_lo`;

export type TableColumn =
  | { readonly kind: 'slot'; readonly name: SlotName; readonly type: ColumnType; readonly slot: NumberSlot }
  /** An octet of the record that belongs to no field. */
  | {
      readonly kind: 'octet';
      readonly name: `octet_${number}`;
      readonly type: 'UTINYINT';
      readonly slot: Pick<NumberSlot, 'offset' | 'bytes'>;
    }
  | { readonly kind: 'start' | 'end'; readonly name: FieldName; readonly type: 'BIGINT' }
  /** What else is known of a flow, as `lib/flow/pairs-text.ts` has it. */
  | { readonly kind: 'pairs'; readonly name: 'pairs'; readonly type: 'VARCHAR' }
  /** Number of the segment, and of the record in it: file order. */
  | { readonly kind: 'segment' | 'record'; readonly name: 'segment' | 'record'; readonly type: 'UINTEGER' };

/** Pairs of the flows; of twins only those of files with pairs have it. */
export const PAIRS_COLUMN = { kind: 'pairs', name: 'pairs', type: 'VARCHAR' } as const satisfies TableColumn;

const WIDTH_TYPE: Readonly<Record<NumberSlot['bytes'], ColumnType>> = {
  1: 'UTINYINT',
  2: 'USMALLINT',
  4: 'UINTEGER',
  8: 'UBIGINT',
};

const FIELD_TYPE = {
  u8: 'UTINYINT',
  u16: 'USMALLINT',
  u32: 'UINTEGER',
  u64: 'UBIGINT',
  ip: 'UINTEGER',
  mac: 'UBIGINT',
  ms: 'BIGINT',
} as const;

/** Type of a column for records that lack the field. */
export function absentType(field: FieldName): ColumnType {
  return FIELD_TYPE[flowField(field).type];
}

function isNumberSlot(slot: Slot): slot is NumberSlot {
  return slot.bytes !== 16;
}

function fieldColumns(layout: RecordLayout, name: FieldName): TableColumn[] {
  const slot = layout.slots.get(name);
  if (!slot && name === 'start_ms') return [{ kind: 'start', name, type: 'BIGINT' }];
  if (!slot && name === 'end_ms') return [{ kind: 'end', name, type: 'BIGINT' }];
  if (!slot) return [];
  if (!isNumberSlot(slot)) {
    const half = { field: name, bytes: 8 } as const;
    return [
      { kind: 'slot', name: `${name}_hi`, type: 'UBIGINT', slot: { ...half, offset: slot.offset } },
      { kind: 'slot', name: `${name}_lo`, type: 'UBIGINT', slot: { ...half, offset: slot.offset + 8 } },
    ];
  }
  const type = flowField(name).type === 'ms' ? 'BIGINT' : WIDTH_TYPE[slot.bytes];
  return [{ kind: 'slot', name, type, slot }];
}

export type FileOrder = 'file order' | 'any order';

/** Whether a question looks at the pairs of flows, see {@link PAIRS_COLUMN}. */
export type PairsUse = 'read' | 'not read';

/** What fields follow from that records have no place for; times, which all records have, are not among them. */
const MADE_UP: Readonly<Record<'classic' | 'extended', Readonly<Partial<Record<FieldName, readonly FieldName[]>>>>> = {
  classic: { icmp_type: ICMP_FROM, icmp_code: ICMP_FROM },
  extended: {
    sysuptime: [],
    first: ['start_ms', 'unix_secs', 'unix_nsecs'],
    last: ['end_ms', 'unix_secs', 'unix_nsecs'],
  },
};

/** The columns for those of the fields that the layout has, or that these follow from. */
export function tableColumns(layout: RecordLayout, fields: ReadonlySet<FieldName>, order: FileOrder): TableColumn[] {
  const all = new Set(fields);
  const madeUp = MADE_UP[layout.version === EXTENDED ? 'extended' : 'classic'];
  for (const field of fields) if (hasField(layout, field)) for (const from of madeUp[field] ?? []) all.add(from);
  const present = FLOW_FIELDS.filter(({ name }) => all.has(name)).flatMap(({ name }) => fieldColumns(layout, name));
  if (order === 'any order' && present.length > 0) return present;
  // a table must have a column, also where flows are only counted
  return [
    ...present,
    { kind: 'segment', name: 'segment', type: 'UINTEGER' },
    { kind: 'record', name: 'record', type: 'UINTEGER' },
  ];
}

/** A column of a relation as queries know it, see `Relation`. */
export interface RelationColumn {
  readonly name: string;
  readonly value: Sql;
}

/** How addresses of 16 octets stand in what is read: by halves as in the record, or as relations have them. */
export interface AddressForm {
  readonly form: 'halves' | 'numbers';
  /** Address fields of form `numbers` that have columns for IPv6. */
  readonly ipv6: ReadonlySet<string>;
}

/** A day far off. */
const LATEST = 2 ** 47;
const MOST = 2n ** 62n;
const MAPPED_HIGH_WORD = MAPPED_LOW >> 32n;

/** An address of 16 octets as relations have it, of its halves. */
export function addressColumns(field: string): readonly [v4: Sql, hi: Sql, lo: Sql] {
  const [hi, lo] = [identifier(`${field}_hi`), identifier(`${field}_lo`)];
  const isV4 = sql`(${hi} = 0 AND (${lo} >> 32) = ${MAPPED_HIGH_WORD})`;
  return [
    sql`(CASE WHEN ${isV4} THEN CAST(${lo} & 4294967295 AS UINTEGER) END)`,
    sql`(CASE WHEN ${isV4} THEN NULL ELSE ${hi} END)`,
    sql`(CASE WHEN ${isV4} THEN NULL ELSE ${lo} END)`,
  ];
}

/** Where uptimes are made up. */
const BOOTED = sql`(${EXPORTED} - ${UPTIME})`;

/** One field of extended records; none where they lack it. */
function extendedColumns(layout: RecordLayout, field: FieldName, { form, ipv6 }: AddressForm): RelationColumn[] {
  const name = identifier(field);
  if (field === 'sysuptime') return [{ name: field, value: sql`CAST(${UPTIME} AS UINTEGER)` }];
  if (field === 'first') return [{ name: field, value: uptimeSql('start_ms', BOOTED) }];
  if (field === 'last') return [{ name: field, value: uptimeSql('end_ms', BOOTED) }];
  if (!layout.slots.has(field)) return [];
  const { type, none } = flowField(field);
  // what a faulty exporter sends must not make sums and differences overflow
  if (type === 'ms') return [{ name: field, value: sql`least(greatest(${name}, 0), ${LATEST})` }];
  if (type === 'u64') return [{ name: field, value: sql`CAST(least(${name}, ${MOST}) AS BIGINT)` }];
  if (none !== undefined) return [{ name: field, value: sql`nullif(${name}, ${none})` }];
  if (type !== 'ip') return [{ name: field, value: name }];
  const names = [field, `${field}_hi`, `${field}_lo`];
  if (form === 'numbers')
    return names.slice(0, ipv6.has(field) ? 3 : 1).map((each) => ({ name: each, value: identifier(each) }));
  return addressColumns(field).map((value, index) => ({ name: names[index]!, value }));
}

/** ICMP's type or code of classic records that have it. */
function icmpColumn(field: FieldName, layout: RecordLayout): RelationColumn[] {
  const shift = ICMP_SHIFTS.get(field);
  if (shift === undefined || !hasField(layout, field)) return [];
  const value = sql`(CASE WHEN prot = ${ICMP} THEN CAST((dstport >> ${shift}) & 255 AS UTINYINT) END)`;
  return [{ name: field, value }];
}

/** What relations have for fields of a layout, and file order and pairs where the columns have these. */
export function relationColumns(
  layout: RecordLayout,
  columns: readonly TableColumn[],
  fields: ReadonlySet<FieldName>,
  addresses: AddressForm,
): RelationColumn[] {
  const plain = (column: TableColumn): RelationColumn => ({ name: column.name, value: identifier(column.name) });
  if (layout.version !== EXTENDED)
    return [...columns.map(plain), ...[...fields].flatMap((field) => icmpColumn(field, layout))];
  const others = columns.filter(({ kind }) => kind === 'segment' || kind === 'record' || kind === 'pairs').map(plain);
  return [...[...fields].flatMap((field) => extendedColumns(layout, field, addresses)), ...others];
}
