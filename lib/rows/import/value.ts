/** Text of a value to a number, checked against the width that the record has for it. */
import { parseNumber } from '../../cfg/number.js';
import { parseIpv4 } from '../../flow/address.js';
import { flowField, type FieldName } from '../../flow/field.js';
import type { RecordLayout } from '../../flow/layout.js';
import { ImportError } from './format.js';

/** Decimal digits without a leading zero: nearly all numbers there are. Undefined for anything else. */
function parseDigits(text: string): number | undefined {
  if (text.length === 0 || text.length > 10 || (text.startsWith('0') && text.length > 1)) return undefined;
  let value = 0;
  for (let at = 0; at < text.length; at++) {
    const digit = text.charCodeAt(at) - 48;
    if (digit < 0 || digit > 9) return undefined;
    value = value * 10 + digit;
  }
  return value;
}

/** Reads one field's text; `line` is only for the message. */
export type ParseValue = (text: string, line: number) => number;

/** A reader of one field's texts. Numbers are in C notation; addresses dotted, or numbers. */
export function valueParser(layout: RecordLayout, field: FieldName): ParseValue {
  const isAddress = flowField(field).type === 'ip';
  const most = 2 ** (8 * (layout.slots.get(field)?.bytes ?? 4)) - 1;
  return (text, line) => {
    const value = (isAddress ? parseIpv4(text) : undefined) ?? parseDigits(text) ?? parseNumber(text.trim());
    if (value !== undefined && value <= most) return value;
    const right = isAddress ? 'a dotted quad' : `a number up to ${most}`;
    throw new ImportError(`line ${line}: ${field} "${text.slice(0, 40)}": it must be ${right}`);
  };
}
