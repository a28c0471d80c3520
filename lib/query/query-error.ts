/** A question that cannot be asked. */

export type QueryErrorCode =
  | 'unknown-field'
  | 'not-an-address'
  | 'not-a-number'
  | 'bad-window'
  | 'bad-bucket'
  | 'bad-number'
  | 'bad-prefix'
  | 'duplicate-column'
  | 'unknown-column'
  | 'nothing-asked';

/** `place` is the part of the FlowQuery that is wrong, as `order[0].by`; `message` is a whole sentence. */
export class QueryError extends Error {
  override readonly name = 'QueryError';
  constructor(
    readonly code: QueryErrorCode,
    readonly place: string,
    message: string,
  ) {
    super(message);
  }
}
