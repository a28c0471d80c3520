/** What is wrong with one field of the form. */
import type { FormFieldName } from './formfield.js';

export interface FieldError {
  readonly field: FormFieldName;
  /** Whole sentences: what was typed, and what would be right. */
  readonly message: string;
}
