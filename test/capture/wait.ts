/** Waiting for something that another process or the background does. */
import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';

/** Polls until the condition holds; fails with `what` after `limit` ms. */
export async function until(what: string, condition: () => unknown, limit = 20_000): Promise<void> {
  const end = Date.now() + limit;
  for (;;) {
    if (await condition()) return;
    if (Date.now() > end) assert.fail(`waited in vain: ${what}`);
    await setTimeout(20);
  }
}
