/** Removes row files whose twin holds every octet of them: flow-parquet -k. */
import { rm, stat } from 'node:fs/promises';
import { readFooter, isTwinOf } from '../store/twin/footer.js';
import { verifyTwin } from '../store/twin/verify.js';
import type { RowFile } from './jobs.js';

const DAY = 86_400_000;

/**
 * Those of the files that were changed last before so many days and have a twin.
 * @param now ms since 1970
 */
export async function removable(files: readonly RowFile[], days: number, now: number): Promise<RowFile[]> {
  const old = files.filter(({ changed }) => changed <= now - days * DAY);
  const twinned = await Promise.all(
    old.map(async ({ path, twin }) => {
      const [footer, status] = await Promise.all([
        readFooter(twin).catch(() => undefined),
        stat(path, { bigint: true }).catch(() => undefined),
      ]);
      return footer !== undefined && status !== undefined && isTwinOf(footer, status);
    }),
  );
  return old.filter((_, index) => twinned[index]);
}

/**
 * Compares the twin with the row file, and then removes the row file.
 * @throws as `verifyTwin`; the row file stays then
 */
export async function removeRowFile({ path, twin }: RowFile): Promise<void> {
  await verifyTwin(path, twin);
  await rm(path);
}
