/** The columns of a twin: every octet of a record layout once. */
import { FLOW_FIELDS } from '../../flow/field.js';
import type { RecordLayout } from '../../flow/layout.js';
import { tableColumns, type TableColumn } from '../table-columns.js';

export type TwinColumn = Extract<TableColumn, { readonly slot: unknown }>;

/** Columns that hold the layout's fields, named as these. */
export function fieldColumns(layout: RecordLayout): TwinColumn[] {
  const all = new Set(FLOW_FIELDS.filter(({ name }) => layout.slots.has(name)).map(({ name }) => name));
  return tableColumns(layout, all, 'any order').filter((column) => 'slot' in column);
}

/** Columns for the octets of a record that belong to no field, one each, in record order. A twin has those that are not all 0. */
export function octetColumns(layout: RecordLayout): TwinColumn[] {
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
