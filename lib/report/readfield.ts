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
