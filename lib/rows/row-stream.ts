/** Records from an input through a stage to standard output, as fast as they come. */
import type { FlowBatch } from '../flow/batch.js';
import type { ExportVersion } from '../flow/version.js';
import type { FlowFile } from '../ftfile/reader.js';
import { openFlowStream, type WriterOptions } from '../ftfile/writer.js';

/** What a row command does with its records. */
export interface RowStage {
  /** Version of the records that it gives. */
  readonly version: ExportVersion;
  /** May change the batch in place; what it gives is valid until the next call. */
  process(batch: FlowBatch): FlowBatch | Promise<FlowBatch>;
  close?(): void;
}

/** If no records have come for so long, those before are passed on, whatever room the buffers have. ms */
const PAUSE = 20;

/** True if the next records are not there soon. */
async function pauses(next: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const pause = new Promise<'pause'>((resolve) => {
    timer = setTimeout(resolve, PAUSE, 'pause');
  });
  try {
    return (await Promise.race([next, pause])) === 'pause';
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Memory is bounded: one batch at a time, and output waits for its reader.
 * @returns the number of records read
 */
export async function streamRows(
  file: FlowFile,
  stage: RowStage,
  output: Omit<WriterOptions, 'version'>,
): Promise<number> {
  const writer = await openFlowStream(process.stdout, { ...output, version: stage.version });
  const batches = file.batches();
  let flows = 0;
  for (let next = batches.next(); ;) {
    const { done, value: batch } = await next;
    if (done) break;
    flows += batch.count;
    const result = await stage.process(batch);
    if (result.count > 0) await writer.append(result);
    next = batches.next();
    if (await pauses(next)) await writer.flush();
  }
  await writer.close();
  return flows;
}
