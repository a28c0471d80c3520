/** Text of a value into a record, checked against the width that the record has for it. */
import { parseNumber } from '../../cfg/number.js';
import { siteElements } from '../../cfg/site-elements.js';
import { parseAddress, parseIpv4 } from '../../flow/address.js';
import { flowField, type FieldName } from '../../flow/field.js';
import { parseMac } from '../../flow/mac.js';
import { parsePairsLine, PairsTextError } from '../../netflow/parse-pairs.js';
import type { RecordBuilder } from '../record-builder.js';
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

/** Puts one field's text into the current record; `line` is only for the message. */
export type SetValue = (text: string, line: number) => void;

/** Doubles hold no larger ones. */
const LARGEST = Number.MAX_SAFE_INTEGER;

/**
 * How texts of a field become values. Numbers are in C notation; addresses dotted or numbers, of extended records IPv6, too;
 * nothing stands for what was not told.
 */
export function valueSetter(builder: RecordBuilder, field: FieldName): SetValue {
  const { layout } = builder;
  const { type, none } = flowField(field);
  const width = layout.slots.get(field)?.bytes ?? 4;
  const isIp = type === 'ip';
  const most = isIp ? 2 ** 32 - 1 : type === 'mac' ? 2 ** 48 - 1 : Math.min(LARGEST, 2 ** (8 * width) - 1);
  const number = (text: string) => parseDigits(text) ?? parseNumber(text.trim());
  const written = isIp ? parseIpv4 : type === 'mac' ? parseMac : () => undefined;
  const right = isIp
    ? width === 16
      ? 'an address'
      : 'a dotted quad'
    : type === 'mac'
      ? 'a MAC address'
      : `a number up to ${most}`;
  return (text, line) => {
    if (text === '' && none !== undefined) return;
    const value = written(text) ?? number(text);
    const ipv6 = width === 16 && value === undefined ? parseAddress(text) : undefined;
    if (ipv6) builder.setAddress(field, ipv6);
    else if (value !== undefined && value <= most) builder.set(field, value);
    else throw new ImportError(`line ${line}: ${field} "${text.slice(0, 40)}": it must be ${right}`);
  };
}

/** A text in quotes, if it is: RFC 4180 section 2. */
function unquoted(text: string): string {
  return /^"(?:[^"]|"")*"$/.test(text) ? text.slice(1, -1).replaceAll('""', '"') : text;
}

/** Elements that no field stands for, as flow-export writes them. */
export function elementsSetter(builder: RecordBuilder): SetValue {
  const registry = siteElements();
  return (text, line) => {
    let list: Uint8Array | undefined;
    try {
      list = parsePairsLine(unquoted(text), registry);
    } catch (error) {
      if (error instanceof PairsTextError) throw new ImportError(`line ${line}: elements: ${error.message}`);
      throw error;
    }
    if (list) builder.setPairs(list);
  };
}
