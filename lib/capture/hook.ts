/** The program that -R names, run after each file that is closed. */
import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import type { Log } from './limited-log.js';
import { goAlong } from './priority.js';

/**
 * Starts the program with one argument, the file's path relative to the working directory, in that directory; no
 * shell, no search path (reference section 4.5). Nothing waits for it; a failure is logged. It gets a session of its
 * own, because the capture's may have precedence.
 * @param directory working directory, absolute
 * @param program relative to the working directory, or absolute
 */
export function runHook(directory: string, program: string, file: string, log: Log): void {
  const child = spawn(resolve(directory, program), [file], {
    cwd: directory,
    detached: true,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (child.pid !== undefined) goAlong(child.pid);
  child.on('error', (error) => {
    log(`cannot run ${program}: ${error.message}`);
  });
  child.on('exit', (status, signal) => {
    if (status !== 0) log(`Child ${child.pid ?? 0} exit_status=${status ?? signal ?? 'unknown'}`);
  });
  child.unref();
}
