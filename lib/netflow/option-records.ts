/** Records of options data (RFC 3954 section 6, RFC 7011 section 3.4.2): what an exporter says of itself. */
import { formatIpv4, formatIpv6 } from '../flow/address.js';
import type { ElementType } from './element-table.js';
import type { MessageError } from './message.js';
import { locate, makePlaces } from './record-walk.js';
import { V9_SCOPES, type Template, type TemplateField } from './template.js';

/** Numbers of more than 53 bits are rounded; addresses, MAC addresses and octets without a meaning are text. */
export type OptionValue = number | string;

export interface OptionRecord {
  /** By number for elements of IANA, which v9 has as well; what the record is about. */
  readonly scopes: ReadonlyMap<string, OptionValue>;
  readonly values: ReadonlyMap<string, OptionValue>;
}

/** Longest text that is kept, octets. */
const LONGEST_TEXT = 255;

const TEXT = new TextDecoder('utf-8');

function readUnsigned(view: DataView, at: number, length: number): number {
  let value = 0;
  for (let octet = at; octet < at + length; octet++) value = value * 256 + view.getUint8(octet);
  return value;
}

function hex(view: DataView, at: number, length: number): string {
  return Buffer.from(view.buffer, view.byteOffset + at, Math.min(length, LONGEST_TEXT)).toString('hex');
}

/** Text up to its first zero, which v9 pads with; control characters become spaces. */
function readText(view: DataView, at: number, length: number): string {
  const octets = new Uint8Array(view.buffer, view.byteOffset + at, Math.min(length, LONGEST_TEXT));
  const end = octets.indexOf(0);
  return TEXT.decode(end < 0 ? octets : octets.subarray(0, end))
    .replace(/\p{Cc}/gu, ' ')
    .trim();
}

/** The value of a field by its type; a field of another length than its type has is octets. */
export function readValue(view: DataView, at: number, length: number, type: ElementType | undefined): OptionValue {
  switch (type) {
    case 'string':
      return readText(view, at, length);
    case 'ipv4Address':
      return length === 4 ? formatIpv4(view.getUint32(at)) : hex(view, at, length);
    case 'ipv6Address':
      if (length !== 16) return hex(view, at, length);
      return formatIpv6((view.getBigUint64(at) << 64n) | view.getBigUint64(at + 8));
    case 'float32':
    case 'float64':
      return length === 8 ? view.getFloat64(at) : length === 4 ? view.getFloat32(at) : hex(view, at, length);
    case 'signed8':
    case 'signed16':
    case 'signed32':
    case 'signed64': {
      const value = readUnsigned(view, at, length);
      return length > 0 && view.getUint8(at) > 127 ? value - 2 ** (8 * length) : value;
    }
    case 'octetArray':
    case 'macAddress':
    case 'basicList':
    case 'subTemplateList':
    case 'subTemplateMultiList':
      return hex(view, at, length);
    default:
      return length <= 8 ? readUnsigned(view, at, length) : hex(view, at, length);
  }
}

/** What a field is called in an option record: a name of the registry, else its numbers. */
export function fieldName({ element, enterprise, id }: TemplateField): string {
  return element?.name ?? (enterprise === 0 ? `${id}` : `${enterprise}/${id}`);
}

/** A scope of v9 that is an interface is what IPFIX says by an element. */
const V9_SCOPE_NAMES: Readonly<Record<string, string>> = { interface: 'ingressInterface' };

function scopeName(template: Template, field: TemplateField): string {
  if (template.dialect !== 'v9') return fieldName(field);
  const name = V9_SCOPES[field.id] ?? '';
  return V9_SCOPE_NAMES[name] ?? (name === '' ? `scope${field.id}` : name);
}

/**
 * The records of a set of options data, from `at` to `end`.
 * @param template one with scopes
 */
export function* readOptionRecords(
  view: DataView,
  at: number,
  end: number,
  template: Template,
  errors: MessageError[],
): Generator<OptionRecord, void> {
  const { fields, scopes: scopeCount = 0 } = template;
  const places = makePlaces(template);
  while (end - at >= template.length) {
    const next = locate(view, at, end, template, places);
    if (next === undefined) {
      errors.push({ code: 'record-overrun', offset: at, got: end - at, id: template.id });
      return;
    }
    const [scopes, values] = [new Map<string, OptionValue>(), new Map<string, OptionValue>()];
    for (const [index, field] of fields.entries()) {
      const value = readValue(view, places.at[index]!, places.length[index]!, field.element?.type);
      if (index < scopeCount) scopes.set(scopeName(template, field), value);
      else values.set(fieldName(field), value);
    }
    yield { scopes, values };
    at = next;
  }
}
