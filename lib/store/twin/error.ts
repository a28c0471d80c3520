/** Why a row file has no twin, or a twin cannot be used. */

export type TwinErrorCode =
  /** The row file is damaged or unfinished: what a twin holds would not be all of it. */
  | 'not-whole'
  /** Its records cannot be kept octet for octet: those of stream version 1. */
  | 'old-format'
  /** The row file was written to or removed meanwhile. */
  | 'changed'
  /** Another run makes this twin. */
  | 'busy'
  /** What is at the twin's path is no twin, or one of another format. */
  | 'no-twin'
  /** It is no whole Parquet file. */
  | 'damaged'
  /** The twin does not hold what the row file holds. */
  | 'differs';

/** `file` is the row file or twin concerned; `message` names it and says what is wrong. */
export class TwinError extends Error {
  override readonly name = 'TwinError';
  constructor(
    readonly code: TwinErrorCode,
    readonly file: string,
    text: string,
    options?: ErrorOptions,
  ) {
    super(`${file}: ${text}`, options);
  }
}
