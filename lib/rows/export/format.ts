/** What every output format of flow-export is. */
import type { FlowBatch } from '../../flow/batch.js';

export interface ExportFormat {
  /** What stands before the first record. */
  readonly start: string | Uint8Array;
  /** Valid until the next call. */
  records(batch: FlowBatch): Uint8Array;
  /** What stands after the last record. */
  end?(): Uint8Array | undefined;
}
