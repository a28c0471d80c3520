/** The log of a daemon, which one in the foreground repeats on standard error. */
import { CommandError, warn } from '../command/run.js';
import { logFile } from './log-file.js';
import type { Log } from './pass-log.js';

/**
 * @param directory `log_directory`
 * @param place whether somebody sees standard error
 * @throws CommandError if the log cannot be written
 */
export function daemonLog(program: string, directory: string, place: 'background' | 'foreground'): Log {
  let log: Log;
  try {
    log = logFile(directory, program);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new CommandError(`cannot write to the log in ${directory} (log_directory): ${why}`, 1, { cause });
  }
  if (place === 'background') return log;
  process.stderr.on('error', () => undefined); // a reader that went away is no reason to stop
  return (line) => {
    log(line);
    warn(line);
  };
}
