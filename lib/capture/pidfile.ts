/** The file that says which process serves a port. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';

/** Where Debian keeps pidfiles; the port is added to the name. */
export const DEFAULT_PIDFILE = '/var/run/flow-capture.pid';

/**
 * Writes `FILE.PORT` with the process id and a newline.
 * @returns a function that removes it again, unless another process has written it since
 * @throws Error of the file system
 */
export function writePidfile(file: string, port: number): () => void {
  const path = `${file}.${port}`;
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
