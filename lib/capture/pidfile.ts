/** The file that says which process serves a port. */
import { writePidfile as write } from '../command/pidfile.js';

/** Where Debian keeps pidfiles; the port is added to the name. */
export const DEFAULT_PIDFILE = '/var/run/flow-capture.pid';

/** Writes `FILE.PORT`. @returns a function that removes it again @throws Error of the file system */
export function writePidfile(file: string, port: number): () => void {
  return write(`${file}.${port}`);
}
