/** A definition of a tracking or group that cannot be used, or not be written. */

export type DefinitionErrorCode =
  'unreadable' | 'no-label' | 'no-type' | 'bad-name' | 'taken' | 'bad-filter' | 'no-source';

/** `place` is the file or the label concerned; the message is whole sentences. */
export class DefinitionError extends Error {
  override readonly name = 'DefinitionError';

  constructor(
    readonly code: DefinitionErrorCode,
    readonly place: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
