/** The way through the records of a set, where fields have lengths of their own (RFC 7011 section 7). */
import type { MessageError } from './message.js';
import { VARIABLE, type Template } from './template.js';

/** Where the fields of one record are, and how many octets each has. */
export interface Places {
  readonly at: Int32Array;
  readonly length: Int32Array;
}

/** Room for the fields of a template's records. */
export function makePlaces({ fields }: Template): Places {
  return { at: new Int32Array(fields.length), length: new Int32Array(fields.length) };
}

/**
 * Finds the fields of one record.
 * @returns where the next record begins; undefined if this one ends behind `end`
 */
export function locate(
  view: DataView,
  at: number,
  end: number,
  template: Template,
  places: Places,
): number | undefined {
  const { fields, dialect } = template;
  for (let index = 0; index < fields.length; index++) {
    let { length } = fields[index]!;
    if (length === VARIABLE && dialect === 'ipfix') {
      if (at + 1 > end) return undefined;
      length = view.getUint8(at++);
      if (length === 255) {
        if (at + 2 > end) return undefined;
        length = view.getUint16(at);
        at += 2;
      }
    }
    places.at[index] = at;
    places.length[index] = length;
    at += length;
    if (at > end) return undefined;
  }
  return at;
}

/** Data records of a set; those behind one that is cut off are not counted. */
export function countRecords(
  view: DataView,
  at: number,
  end: number,
  template: Template,
  errors: MessageError[],
): number {
  if (template.form === 'fixed') return Math.floor((end - at) / template.length);
  const places = makePlaces(template);
  for (let records = 0; ; records++) {
    if (end - at < template.length) return records;
    const next = locate(view, at, end, template, places);
    if (next === undefined) {
      errors.push({ code: 'record-overrun', offset: at, got: end - at, id: template.id });
      return records;
    }
    at = next;
  }
}
