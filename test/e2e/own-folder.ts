/** A folder of its own for the tests of a `describe`. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { killPrograms } from './program.js';

/**
 * Made before the first test, removed after the last; so are programs that tests have left running.
 * @returns gives its path, once it is there
 */
export function ownFolder(): () => string {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'flowviewer-e2e-'));
  });
  after(async () => {
    killPrograms();
    await rm(folder, { recursive: true });
  });
  return () => folder;
}
