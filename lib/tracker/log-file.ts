/** The log files of the daemons (reference section 6.6). */
import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DIRECTORY_MODE, FILE_MODE } from '../config/modes.js';
import { formatIso } from '../report/zone.js';
import type { Log } from './pass-log.js';

export function logPath(directory: string, program: string): string {
  return join(directory, `${program}.log`);
}

/**
 * A log in a file; each line has its time, with zone. The file is opened for each, so that it may be moved away at any time. A
 * full disk loses lines, no more.
 * @throws Error of the file system if it cannot be written to now
 */
export function logFile(directory: string, program: string): Log {
  mkdirSync(directory, { recursive: true, mode: DIRECTORY_MODE });
  const path = logPath(directory, program);
  appendFileSync(path, '', { mode: FILE_MODE });
  return (line) => {
    try {
      appendFileSync(path, `${formatIso(Math.floor(Date.now() / 1000) * 1000)} [${process.pid}] ${line}\n`);
    } catch {
      // nowhere to say it
    }
  };
}
