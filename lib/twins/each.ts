/** Several at a time. */

/**
 * Calls `task` for every item, at most `most` at once. The first rejection ends it when those under way have ended.
 * @throws what the task threw
 */
export async function forEachOf<T>(items: readonly T[], most: number, task: (item: T) => Promise<void>): Promise<void> {
  const queue = items.values();
  let failed: { readonly error: unknown } | undefined;
  const workers = Array.from({ length: most }, async () => {
    for (const item of queue) {
      if (failed) return;
      await task(item).catch((error: unknown) => {
        failed ??= { error };
      });
    }
  });
  await Promise.all(workers);
  if (failed) throw failed.error;
}
