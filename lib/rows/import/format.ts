/** What every input format of flow-import is. */
import type { FlowBatch } from '../../flow/batch.js';

/** Reads standard input; each batch is valid until the next one is asked for. */
export type ImportFormat = (input: NodeJS.ReadableStream) => AsyncIterable<FlowBatch>;

/** Input that cannot be understood; the message names the line or octet, and what would be right. */
export class ImportError extends Error {
  readonly code = 'import';

  /** @param status the command's exit status */
  constructor(
    message: string,
    readonly status = 1,
  ) {
    super(message);
  }
}
