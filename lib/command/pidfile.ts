/** The file that says which process a daemon is. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';

/**
 * Writes the process id and a newline.
 * @returns a function that removes the file again, unless another process has written it since
 * @throws Error of the file system
 */
export function writePidfile(path: string): () => void {
  const content = `${process.pid}\n`;
  writeFileSync(path, content, { mode: 0o644 });
  return () => {
    try {
      if (readFileSync(path, 'latin1') === content) rmSync(path);
    } catch {
      // somebody removed it first
    }
  };
}
