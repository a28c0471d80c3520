/** Text of a value to a number, checked against the width that the record has for it. */
import { parseNumber } from '../../cfg/number.js';
import { parseIpv4 } from '../../flow/address.js';
import { flowField, type FieldName } from '../../flow/field.js';
import type { RecordLayout } from '../../flow/layout.js';
import { ImportError } from './format.js';

/** A reader of one field's texts. Numbers are in C notation; addresses dotted, or numbers. */
export function valueParser(layout: RecordLayout, field: FieldName): (text: string, place: string) => number {
  const isAddress = flowField(field).type === 'ip';
  const most = 2 ** (8 * (layout.slots.get(field)?.bytes ?? 4)) - 1;
  return (text, place) => {
    const value = (isAddress ? parseIpv4(text) : undefined) ?? parseNumber(text);
    if (value !== undefined && value <= most) return value;
    const right = isAddress ? 'a dotted quad' : `a number up to ${most}`;
    throw new ImportError(`${place}: ${field} "${text.slice(0, 40)}": it must be ${right}`);
  };
}
