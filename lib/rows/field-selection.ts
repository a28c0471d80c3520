/** Which fields flow-export writes and flow-import reads: option -m and the heading of CSV (reference section 2.3). */
import { parseNumber } from '../cfg/number.js';
import { FLOW_FIELDS, flowField, isFieldName, type FieldName } from '../flow/field.js';
import type { RecordLayout } from '../flow/layout.js';
import { EXTENDED, type ExportVersion } from '../flow/version.js';

/** A field list that cannot be understood. */
export class FieldSelectionError extends Error {
  readonly code = 'fields';
}

/** The column of elements that no field of a flow stands for; the last one, of extended records. */
export const ELEMENTS = 'elements';
export type Column = FieldName | typeof ELEMENTS;

/** Bit of a field in the mask; fields without one are not known to flow-export. */
function bitOf(name: FieldName): number | undefined {
  return flowField(name).bit;
}

/** The fields that flow-tools knows, in the order of their values. */
const CLASSIC: readonly FieldName[] = FLOW_FIELDS.map(({ name }) => name).filter((name) => bitOf(name) !== undefined);

/** The fields that records can be asked for: of extended ones all that there are. */
function exportable(version: ExportVersion): readonly Column[] {
  return version === EXTENDED ? [...FLOW_FIELDS.map(({ name }) => name), ELEMENTS] : CLASSIC;
}

/** All columns of a version, in the order of their values. */
export function allColumns(layout: RecordLayout): readonly Column[] {
  return exportable(layout.version).filter((name) => hasColumn(layout, name));
}

/** Whether records of a layout have something to tell there. */
export function hasColumn(layout: RecordLayout, name: Column): boolean {
  return name === ELEMENTS ? layout.version === EXTENDED : layout.slots.has(name);
}

/**
 * The order of names in headings. It is the order of values but for two: `extra_pkts` and `marked_tos` change places, as
 * in the original.
 */
export function headingOrder(columns: readonly Column[]): readonly Column[] {
  return [...columns].sort((one, other) => placeOf(one) - placeOf(other));
}

/** Fields without a bit come behind those that have one. */
function placeOf(name: Column): number {
  if (name === ELEMENTS) return Infinity;
  return bitOf(name) ?? LAST_BIT + FLOW_FIELDS.findIndex((field) => field.name === name);
}

const LAST_BIT = 64;

/** The order of values, of names in heading order. */
export function valueOrder(columns: readonly Column[]): readonly Column[] {
  return exportable(EXTENDED).filter((name) => columns.includes(name));
}

/**
 * Reads names separated by commas, each once and in heading order. A second `nexthop` is `peer_nexthop`, which headings
 * call so.
 * @param version of the records, which says what fields there can be
 * @returns in the order of values
 * @throws FieldSelectionError
 */
export function parseFieldNames(text: string, version: ExportVersion): readonly Column[] {
  const known = exportable(version);
  const fields: Column[] = [];
  for (const word of text.split(',')) {
    const name = word === 'nexthop' && fields.includes('nexthop') ? 'peer_nexthop' : word;
    if ((name !== ELEMENTS && !isFieldName(name)) || !known.includes(name))
      throw new FieldSelectionError(`Unknown field: ${word}. The fields are ${headingOrder(known).join(', ')}.`);
    const previous = fields.at(-1);
    if (previous !== undefined && placeOf(name) <= placeOf(previous))
      throw new FieldSelectionError(`Out of order field: ${word}. It stands before ${previous}, or was there already.`);
    fields.push(name);
  }
  return valueOrder(fields);
}

/**
 * Reads -m: names, or a mask in C notation with the bits of reference section 2.3.
 * @returns in the order of values
 * @throws FieldSelectionError
 */
export function parseFieldMask(text: string, version: ExportVersion): readonly Column[] {
  const mask = parseNumber(text);
  if (mask === undefined) return parseFieldNames(text, version);
  const bits = BigInt(mask);
  return CLASSIC.filter((name) => ((bits >> BigInt(bitOf(name) ?? 0)) & 1n) === 1n);
}
