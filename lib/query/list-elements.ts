/** The outer syntax that all field lists share: commas, blanks, and `-` before what is excluded. */
import type { FieldName } from '../flow/field.js';
import { FieldListError } from './field-list-error.js';

export interface ListElement {
  /** As typed, without blanks: for messages. */
  readonly text: string;
  /** The same without the `-`. */
  readonly body: string;
  readonly include: boolean;
}

/**
 * Splits a list. Blanks do not count and empty elements are skipped, so that `80, 443,` is what it looks like.
 * @throws FieldListError for a `-` alone
 */
export function listElements(field: FieldName, list: string): ListElement[] {
  const elements: ListElement[] = [];
  for (const text of list.replace(/\s+/g, '').split(',')) {
    if (text === '') continue;
    const include = !text.startsWith('-');
    const body = include ? text : text.slice(1);
    if (body === '')
      throw new FieldListError('empty-exclusion', field, text, 'A "-" must stand before the value that it excludes.');
    elements.push({ text, body, include });
  }
  return elements;
}

/** What happens to a value that no element matches: it passes only if the list has nothing but exclusions. */
export function otherwise(elements: readonly { readonly include: boolean }[]): 'pass' | 'fail' {
  return elements.some(({ include }) => include) ? 'fail' : 'pass';
}
