/** Which fields flow-export writes and flow-import reads: option -m and the heading of CSV (reference section 2.3). */
import { parseNumber } from '../cfg/number.js';
import { FLOW_FIELDS, flowField, isFieldName, type FieldName } from '../flow/field.js';
import type { RecordLayout } from '../flow/layout.js';

/** A field list that cannot be understood. */
export class FieldSelectionError extends Error {
  readonly code = 'fields';
}

/** Bit of a field in the mask; fields without one are not known to flow-export. */
function bitOf(name: FieldName): number | undefined {
  return flowField(name).bit;
}

/** The fields that flow-export knows, in the order of their values. */
const EXPORTABLE: readonly FieldName[] = FLOW_FIELDS.map(({ name }) => name).filter(
  (name) => bitOf(name) !== undefined,
);

/** All of a version's fields, in the order of their values. */
export function allFields(layout: RecordLayout): readonly FieldName[] {
  return EXPORTABLE.filter((name) => layout.slots.has(name));
}

/**
 * The order of names in headings. It is the order of values but for two: `extra_pkts` and `marked_tos` change places, as
 * in the original.
 */
export function headingOrder(fields: readonly FieldName[]): readonly FieldName[] {
  return [...fields].sort((one, other) => (bitOf(one) ?? 0) - (bitOf(other) ?? 0));
}

/** The order of values, of names in heading order. */
export function valueOrder(fields: readonly FieldName[]): readonly FieldName[] {
  return EXPORTABLE.filter((name) => fields.includes(name));
}

/**
 * Reads names separated by commas, each once and in heading order. A second `nexthop` is `peer_nexthop`, which headings
 * call so.
 * @returns in the order of values
 * @throws FieldSelectionError
 */
export function parseFieldNames(text: string): readonly FieldName[] {
  const fields: FieldName[] = [];
  for (const word of text.split(',')) {
    const name = word === 'nexthop' && fields.includes('nexthop') ? 'peer_nexthop' : word;
    if (!isFieldName(name) || bitOf(name) === undefined)
      throw new FieldSelectionError(`Unknown field: ${word}. The fields are ${headingOrder(EXPORTABLE).join(', ')}.`);
    const previous = fields.at(-1);
    if (previous !== undefined && (bitOf(name) ?? 0) <= (bitOf(previous) ?? 0))
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
export function parseFieldMask(text: string): readonly FieldName[] {
  const mask = parseNumber(text);
  if (mask === undefined) return parseFieldNames(text);
  const bits = BigInt(mask);
  return EXPORTABLE.filter((name) => ((bits >> BigInt(bitOf(name) ?? 0)) & 1n) === 1n);
}
