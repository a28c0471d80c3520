/** Why a store could not answer at all. */

export type StoreErrorCode =
  /** The data directory, or that of every source asked for, does not exist. */
  | 'no-directory'
  /** A source's name cannot be that of a directory. */
  | 'bad-source'
  /** Permissions, or an I/O error, on a directory. */
  | 'unreadable-directory'
  /** The memory limit or the disk for spilling does not suffice. */
  | 'out-of-space'
  /** The data base failed. */
  | 'engine';

/** `place` is the path or source concerned; `message` is a whole sentence that says what to do. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  constructor(
    readonly code: StoreErrorCode,
    readonly place: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
