/** Reads single fields of a form that are neither times nor filters. */
import type { FieldError } from './fielderror.js';
import type { Form } from './form.js';
import type { Choice, FormFieldName } from './formfield.js';

/** Thrown at what is wrong with one field; the message is whole sentences. */
export class FieldProblem extends Error {
  constructor(
    readonly field: FormFieldName,
    message: string,
  ) {
    super(message);
  }
}

/** Runs a reader; undefined where it throws a FieldProblem, which is kept. */
export type Attempt = <T>(read: () => T) => T | undefined;

/** @param problems takes what attempts run into */
export function attempts(problems: FieldError[]): Attempt {
  return (read) => {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof FieldProblem)) throw error;
      problems.push({ field: error.field, message: error.message });
      return undefined;
    }
  };
}

/** @throws FieldProblem if the field's value is none of the choices */
export function readChoice<C extends Choice>(form: Form, field: FormFieldName, choices: readonly C[]): C {
  const found = choices.find(({ value }) => value === form[field]);
  if (found) return found;
  const expected = choices.map(({ value, label }) => `${value} (${label})`).join(', ');
  throw new FieldProblem(field, `"${form[field]}" is not a choice here. Expected one of: ${expected}.`);
}

/**
 * A whole number from 0 to `most`; an empty field is 0.
 * @throws FieldProblem
 */
export function readWhole(form: Form, field: FormFieldName, most: number): number {
  const text = form[field];
  const value = /^\d{0,16}$/.test(text) ? Number(text) : NaN;
  if (value <= most) return value;
  throw new FieldProblem(field, `"${text}" is not a whole number from 0 to ${most}.`);
}

/**
 * A number that may have decimals; an empty field is 1.
 * @throws FieldProblem
 */
export function readFactor(form: Form, field: FormFieldName): number {
  const text = form[field];
  if (text === '') return 1;
  if (/^\d{1,9}(\.\d{1,9})?$/.test(text)) return Number(text);
  throw new FieldProblem(field, `"${text}" is not a number from 0 to 999999999.`);
}

/** Lengths of the prefixes by which to add up; absent: as the exporter recorded them, or as the configuration says. */
export interface PrefixLengths {
  readonly v4?: number;
  readonly v6?: number;
}

/**
 * `24`, or `24, 56` for addresses of IPv4 and IPv6; a length alone that only IPv6 has is for IPv6.
 * @throws FieldProblem
 */
export function readPrefixLengths(form: Form, field: FormFieldName): PrefixLengths {
  const text = form[field];
  if (text === '') return {};
  const [, first, second] = /^\/?(\d{1,3})(?:\s*[,\s]\s*\/?(\d{1,3}))?$/.exec(text) ?? [];
  const [v4, v6] = [Number(first), Number(second ?? first)];
  if (first !== undefined && v6 <= 128 && (v4 <= 32 || second === undefined))
    return { ...(v4 <= 32 ? { v4 } : {}), ...(second === undefined && v4 <= 32 ? {} : { v6 }) };
  const right = 'write a number of bits from 0 to 32, and behind a comma one from 0 to 128 for IPv6, as 24 or 24, 56';
  throw new FieldProblem(field, `"${text}" is not a prefix length: ${right}.`);
}
