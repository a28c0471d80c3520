/** Why something cannot be saved, found or read. */

/** `name`: unfit; `taken`: another has it; `full`: the limits are reached; `missing`: there is none; `damaged`: cannot be read. */
export type SaveErrorCode = 'name' | 'taken' | 'full' | 'missing' | 'damaged' | 'fixed';

/** The message is whole sentences for the person at the page. */
export class SaveError extends Error {
  constructor(
    readonly code: SaveErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
