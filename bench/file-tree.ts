/** Trees of files on disk. */
import { linkSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

function filesBelow(directory: string): string[] {
  return readdirSync(directory, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** Octets of all files below a directory. */
export function sizeOnDisk(directory: string): number {
  return filesBelow(directory).reduce((sum, path) => sum + statSync(path).size, 0);
}

/** The same tree by hard links: sizes and times are those of the same files. */
export function linkTree(from: string, to: string): void {
  for (const path of filesBelow(from)) {
    const link = join(to, path.slice(from.length));
    mkdirSync(dirname(link), { recursive: true });
    linkSync(path, link);
  }
}
