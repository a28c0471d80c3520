/** Starting a daemon whose starter learns what became of it. */
import { spawn } from 'node:child_process';
import { warn } from './run.js';

interface Report {
  /** Absent when it runs. */
  readonly failure?: string;
  /** What the starter should know. */
  readonly notice?: string;
}

function isReport(message: unknown): message is Report {
  return typeof message === 'object' && message !== null;
}

/** True in the detached child. */
export function isDaemon(): boolean {
  return process.env['FLOWVIEWER_DAEMON'] !== undefined;
}

/**
 * Starts the same command again as a daemon: session of its own, standard streams closed, but for standard input if it is `inherited`.
 * @returns the starter's exit status: 0 once the daemon reported that it runs, 1 with its message on standard error
 */
export async function startDaemon(stdin: 'closed' | 'inherited' = 'closed'): Promise<number> {
  const child = spawn(process.execPath, [...process.execArgv, ...process.argv.slice(1)], {
    detached: true,
    env: { ...process.env, FLOWVIEWER_DAEMON: 'detached' },
    stdio: [stdin === 'inherited' ? 'inherit' : 'ignore', 'ignore', 'ignore', 'ipc'],
  });
  const report = await new Promise<Report>((resolve) => {
    child.on('message', (message) => {
      resolve(isReport(message) ? message : {});
    });
    child.on('error', (error) => {
      resolve({ failure: error.message });
    });
    child.on('exit', (status, signal) => {
      resolve({ failure: `the daemon ended with ${signal ?? `status ${status ?? 'unknown'}`} before it was ready` });
    });
  });
  child.unref();
  if (child.connected) child.disconnect();
  if (report.notice !== undefined) warn(report.notice);
  if (report.failure === undefined) return 0;
  warn(report.failure);
  return 1;
}

/** In the daemon: tells the starter, who then ends. Without a starter nothing happens. */
export async function reportStart(report: Report): Promise<void> {
  delete process.env['FLOWVIEWER_DAEMON']; // programs that the daemon runs are no daemons
  const connected = (): boolean => process.connected; // may change while the report is on its way
  if (!connected()) return;
  await new Promise<void>((resolve) => {
    process.send?.(report, undefined, undefined, () => {
      resolve();
    });
  });
  if (connected()) process.disconnect();
}
