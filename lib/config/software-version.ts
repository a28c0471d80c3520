/** The version of this program, as its package has it. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

let known: string | undefined;

/** `0.1.0`; empty where the package's description is missing. */
export function softwareVersion(): string {
  if (known !== undefined) return known;
  for (let folder = dirname(fileURLToPath(import.meta.url)); folder !== dirname(folder); folder = dirname(folder)) {
    try {
      const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<
        string,
        unknown
      >; // looked at below
      if (name === 'flowviewer' && typeof version === 'string') return (known = version);
    } catch {
      continue; // not in this folder
    }
  }
  return (known = '');
}
