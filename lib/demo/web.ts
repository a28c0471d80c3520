/** The web server of the demonstration, on the loopback address alone. */
import { createWriteStream } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { availableParallelism } from 'node:os';
import { finished } from 'node:stream/promises';
import { join } from 'node:path';
import { CommandError } from '../command/run.js';
import type { Configuration } from '../config/configuration.js';
import { MAXIMUM_BODY } from '../web/cgi.js';
import { CgiRunner } from '../web/server/cgi-runner.js';
import { createWebServer } from '../web/server/web-server.js';
import { LOOPBACK } from './collector.js';
import { PROGRAMS, type Places } from './places.js';

export interface DemoWeb {
  readonly port: number;
  close(): Promise<void>;
}

/** What of our own environment the scripts need. */
const PASSED_ON = ['PATH', 'HOME', 'TZ', 'LANG', 'LC_ALL', 'TMPDIR'] as const;
/** A report may take up to query_time_limit, which is shorter, before it prints anything. */
const SILENCE_MS = 300_000;
const GRACE_MS = 3000;

/**
 * Starts the server.
 * @param port 0: any free one
 * @throws CommandError if the port is in use or not allowed
 */
export async function startWeb(
  port: number,
  places: Places,
  { cgi_bin_short, reports_short }: Pick<Configuration, 'cgi_bin_short' | 'reports_short'>,
): Promise<DemoWeb> {
  const log = createWriteStream(join(places.logs, 'web.log'));
  const say = (line: string): void => {
    log.write(`${new Date().toISOString()} ${line}\n`);
  };
  const passedOn: Record<string, string> = {};
  for (const name of PASSED_ON) if (process.env[name]) passedOn[name] = process.env[name];
  const web = createWebServer({
    routes: () => ({
      scripts: cgi_bin_short,
      files: [{ path: reports_short, directory: PROGRAMS.assets }],
      home: `${cgi_bin_short}/FlowViewer.cgi`,
    }),
    runner: new CgiRunner({
      directory: PROGRAMS.scripts,
      environment: { ...passedOn, FLOWVIEWER_CONFIG: places.configuration },
      silenceMs: SILENCE_MS,
      graceMs: GRACE_MS,
      concurrency: { running: Math.max(2, availableParallelism()), waiting: 100 },
      log: say,
    }),
    maximumBody: MAXIMUM_BODY,
    log: say,
  });
  const close = async (): Promise<void> => {
    await web.close();
    log.end();
    await finished(log);
  };
  try {
    await new Promise<void>((resolve, reject) => {
      web.server.once('error', reject).listen(port, LOOPBACK, resolve);
    });
  } catch (error) {
    log.destroy();
    throw new CommandError(portProblem(port, error as NodeJS.ErrnoException), 1, { cause: error }); // listen gives no others
  }
  return { port: (web.server.address() as AddressInfo).port, close }; // it listens on TCP
}

function portProblem(port: number, { code, message }: NodeJS.ErrnoException): string {
  const remedy = `choose another one, as in "make demo PORT=${port < 65_000 ? port + 1 : 8081}", or PORT=0 for any free one`;
  if (code === 'EADDRINUSE') return `Port ${port} (PORT) is in use: ${remedy}.`;
  if (code === 'EACCES') return `Port ${port} (PORT) is reserved for root: ${remedy}.`;
  return `Port ${port} (PORT) cannot be used (${message}): ${remedy}.`;
}
