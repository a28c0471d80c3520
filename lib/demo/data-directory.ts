/** The directory of the setting DATA: made, and kept from a second demonstration. */
import { existsSync, readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { LockedError, takeLock } from '../command/lock.js';
import { CommandError } from '../command/run.js';
import type { Places } from './places.js';

/**
 * Makes the directories and takes the lock.
 * @returns what gives the lock back
 * @throws CommandError if another demonstration has it, or nothing can be written there
 */
export async function enterData(data: string, places: Places): Promise<() => void> {
  try {
    for (const directory of [places.flows, places.logs, places.work, places.trackings])
      await mkdir(directory, { recursive: true });
    return takeLock(places.lock);
  } catch (error) {
    if (error instanceof LockedError) {
      const at = existsSync(places.address) ? ` at ${readFileSync(places.address, 'utf8')}` : '';
      throw new CommandError(
        `A demonstration runs on ${data} already${at} (process ${error.pid}). ` +
          'Stop it, or choose another directory and port, as in "make demo DATA=/tmp/demo PORT=8081".',
      );
    }
    const why = error instanceof Error ? error.message : String(error);
    throw new CommandError(`Nothing can be written to ${data} (DATA): ${why}.`, 1, { cause: error });
  }
}
