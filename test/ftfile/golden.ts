/** The flow files that the original wrote, and reading files into CSV. */
import { readdirSync } from 'node:fs';
import { openFlowFile, type FlowSource, type ReaderOptions } from '../../lib/ftfile/reader.js';
import type { Damage } from '../../lib/ftfile/error.js';
import { csvOf, GOLDEN } from '../netflow/golden.js';

export { csvOf, GOLDEN };
export const INPUT = `${GOLDEN}/input`;
export const INPUT_FILES: readonly string[] = readdirSync(INPUT).filter((name) => name.endsWith('.ft'));

export interface ReadBack {
  /** Records as flow-export -f 2 prints them, without the heading. */
  readonly csv: string;
  readonly flows: number;
  readonly damage?: Damage;
}

/** Reads a whole file or stream. */
export async function readBack(source: FlowSource, options: ReaderOptions = {}): Promise<ReadBack> {
  let damage: Damage | undefined;
  const file = await openFlowFile(source, { ...options, onDamage: (found) => (damage = found) });
  let csv = '';
  let flows = 0;
  for await (const batch of file.batches()) {
    csv += csvOf(batch);
    flows += batch.count;
  }
  return { csv, flows, ...(damage && { damage }) };
}
