/** The outer syntax that all field lists share: commas, blanks, and `-` before what is excluded. */
import { FieldListError } from './field-list-error.js';
import type { Quantity } from './quantity.js';

export interface ListElement {
  /** As typed, without blanks: for messages. */
  readonly text: string;
  /** The same without the `-`. */
  readonly body: string;
  readonly include: boolean;
}

/** Blanks between what must be two elements: lists are pasted with their line ends, which a box of one line makes blanks. */
const BETWEEN = /(?<=[\w.]|::)\s+(?=[\w:])/g;

/**
 * Splits a list. Other blanks do not count and empty elements are skipped, so that `80, 443,` is what it looks like.
 * @throws FieldListError for a `-` alone
 */
export function listElements(field: Quantity, list: string): ListElement[] {
  const elements: ListElement[] = [];
  for (const text of list.replace(BETWEEN, ',').replace(/\r?\n/g, ',').replace(/\s+/g, '').split(',')) {
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
