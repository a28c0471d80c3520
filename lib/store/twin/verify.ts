/** Whether a twin holds every octet of its row file. */
import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import type { FlowBatch } from '../../flow/batch.js';
import { withContinuations } from '../../ftfile/continuation.js';
import { TwinError } from './error.js';
import { isTwinOf } from './footer.js';
import { openTwin } from './read.js';
import { openRowOctets } from './row-octets.js';

async function digestOf(batches: AsyncIterable<FlowBatch>): Promise<string> {
  const hash = createHash('sha256');
  for await (const batch of batches) hash.update(withContinuations(batch));
  return hash.digest('hex');
}

/**
 * Reads both to their ends and compares header, number of flows and a digest of the records.
 * @throws TwinError `differs`, or as `openRowOctets` and `openTwin`
 */
export async function verifyTwin(rowPath: string, twin: string): Promise<void> {
  const file = await openTwin(twin);
  if (!isTwinOf(file.footer, await stat(rowPath, { bigint: true })))
    throw new TwinError('differs', twin, `is not of ${rowPath} as it is now`);
  const row = await openRowOctets(rowPath);
  const digest = await digestOf(row.batches());
  const sameHeader = Buffer.compare(row.headerOctets, file.footer.header) === 0;
  if (!sameHeader || digest !== (await digestOf(file.batches())))
    throw new TwinError('differs', twin, `does not hold what ${rowPath} holds`);
}
