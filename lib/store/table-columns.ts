/** Columns of the table that the flows of one record layout are loaded into. */
import { FLOW_FIELDS, flowField, type FieldName } from '../flow/field.js';
import type { RecordLayout, Slot } from '../flow/layout.js';

/** SQL types as narrow as the record's places: half the memory of the fields' own. */
export type ColumnType = 'UTINYINT' | 'USMALLINT' | 'UINTEGER' | 'UBIGINT' | 'BIGINT';

/** A place that one number fills. */
export type NumberSlot = Slot & { readonly bytes: Exclude<Slot['bytes'], 16> };

export type TableColumn =
  | { readonly kind: 'slot'; readonly name: FieldName; readonly type: ColumnType; readonly slot: NumberSlot }
  /** An octet of the record that belongs to no field. */
  | {
      readonly kind: 'octet';
      readonly name: `octet_${number}`;
      readonly type: 'UTINYINT';
      readonly slot: Pick<NumberSlot, 'offset' | 'bytes'>;
    }
  | { readonly kind: 'start' | 'end'; readonly name: FieldName; readonly type: 'BIGINT' }
  /** Number of the segment, and of the record in it: file order. */
  | { readonly kind: 'segment' | 'record'; readonly name: 'segment' | 'record'; readonly type: 'UINTEGER' };

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

function fieldColumn(layout: RecordLayout, name: FieldName): TableColumn | undefined {
  if (name === 'start_ms') return { kind: 'start', name, type: 'BIGINT' };
  if (name === 'end_ms') return { kind: 'end', name, type: 'BIGINT' };
  const slot = layout.slots.get(name);
  return slot && isNumberSlot(slot) ? { kind: 'slot', name, type: WIDTH_TYPE[slot.bytes], slot } : undefined;
}

function isNumberSlot(slot: Slot): slot is NumberSlot {
  return slot.bytes !== 16;
}

export type FileOrder = 'file order' | 'any order';

/** The columns for those of the fields that the layout has. */
export function tableColumns(layout: RecordLayout, fields: ReadonlySet<FieldName>, order: FileOrder): TableColumn[] {
  const columns = FLOW_FIELDS.filter(({ name }) => fields.has(name)).map(({ name }) => fieldColumn(layout, name));
  const present = columns.filter((column) => column !== undefined);
  if (order === 'any order' && present.length > 0) return present;
  // a table must have a column, also where flows are only counted
  return [
    ...present,
    { kind: 'segment', name: 'segment', type: 'UINTEGER' },
    { kind: 'record', name: 'record', type: 'UINTEGER' },
  ];
}
