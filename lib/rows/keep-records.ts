/** Leaves records out of a batch. */
import type { FlowBatch } from '../flow/batch.js';
import { pairsOfHits } from '../flow/pairs.js';

/**
 * Moves the records for which `hits` is not 0 together, in place and in order.
 * @returns the batch of those records, in the memory of the batch given
 */
export function keepRecords(batch: FlowBatch, hits: Uint8Array): FlowBatch {
  const { layout, bytes } = batch;
  const { size } = layout;
  let kept = 0;
  for (let record = 0; record < hits.length;) {
    if (!hits[record]) {
      record++;
      continue;
    }
    const first = record;
    while (hits[record]) record++;
    if (kept < first) bytes.copyWithin(kept * size, first * size, record * size);
    kept += record - first;
  }
  return { layout, bytes: bytes.subarray(0, kept * size), count: kept, ...pairsOfHits(batch, hits) };
}
