/** What is wrong with an element of a comma separated field list. */
import type { Quantity } from './quantity.js';

export type FieldListErrorCode =
  | 'empty-exclusion'
  | 'not-an-address'
  | 'host-name'
  | 'bad-prefix-length'
  | 'not-a-mac'
  | 'not-a-number'
  | 'out-of-range'
  | 'reversed-range'
  | 'bad-mask';

/** `element` is the text as it was typed, without blanks; `message` is a whole sentence that says what would be right. */
export class FieldListError extends Error {
  override readonly name = 'FieldListError';
  constructor(
    readonly code: FieldListErrorCode,
    readonly field: Quantity,
    readonly element: string,
    message: string,
  ) {
    super(message);
  }
}
