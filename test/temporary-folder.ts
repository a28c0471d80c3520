/** A folder for what tests write. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folders: string[] = [];

/**
 * Made at once, removed when the process ends: a `describe` may ask for one where its hooks never run, because tests are only
 * listed or another one is wanted.
 * @param name that its name begins with
 * @returns its path
 */
export function temporaryFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `${name}-`));
  if (folders.push(folder) === 1) process.once('exit', removeFolders);
  return folder;
}

function removeFolders(): void {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
}
