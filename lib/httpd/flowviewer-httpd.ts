/** The command flowviewer-httpd. */
import { closeSync, openSync } from 'node:fs';
import { resolve } from 'node:path';
import { onSignals } from '../capture/signals.js';
import { isDaemon, reportStart, startDaemon } from '../command/daemon.js';
import { writePidfile } from '../command/pidfile.js';
import { CommandError } from '../command/run.js';
import type { Configuration } from '../config/configuration.js';
import { loadConfiguration } from '../config/load.js';
import { httpdStatusFile } from '../status/httpd-status-file.js';
import type { Values } from '../status/metrics.js';
import { StatusWriter } from '../status/status-writer.js';
import { daemonLog } from '../tracker/daemon-log.js';
import { CurrentConfiguration } from './current-configuration.js';
import { startHttpd, type Httpd } from './httpd.js';
import { parseHttpdOptions, type HttpdOptions } from './options.js';

/** What pages that are under way at TERM may take to end by themselves, ms. */
const GRACE_MS = 10_000;

/** @returns the exit status; that of the daemon's start where it runs as one */
export async function flowviewerHttpd(argv: readonly string[]): Promise<number> {
  const options = parseHttpdOptions(argv);
  if (options.run === 'daemon' && !isDaemon()) {
    loadConfiguration(); // what is wrong with it is said here
    return startDaemon();
  }
  try {
    await serve(options);
    return 0;
  } catch (error) {
    await reportStart({ failure: error instanceof Error ? error.message : String(error) });
    throw error;
  }
}

async function serve(options: HttpdOptions): Promise<void> {
  const signals = onSignals('calls');
  const place = options.run === 'daemon' ? 'background' : 'foreground';
  const log = daemonLog('flowviewer-httpd', loadConfiguration().log_directory, place);
  const configuration = new CurrentConfiguration(log);
  const accessLog = options.accessLog === undefined ? undefined : writable(resolve(options.accessLog));
  const httpd = await listen({ ...options, accessLog }, configuration, log);
  const { address } = options;
  const host = address.includes(':') ? `[${address}]` : address;
  const removePidfile = options.pidfile === undefined ? () => undefined : writePidfile(options.pidfile);
  signals.onHangup(() => {
    configuration.reread();
    httpd.renew();
  });
  log(`listening on http://${host}:${httpd.port}/`);
  const status = statusOf(httpd, configuration.value, log);
  await reportStart({});
  const signal = await signals.ended;
  log(`ends by ${signal}`);
  await httpd.close(GRACE_MS);
  await status.end();
  removePidfile();
}

function statusOf(
  httpd: Httpd,
  { state_directory: directory, metrics_directory: metrics }: Configuration,
  log: (line: string) => void,
): StatusWriter<'flowviewer-httpd'> {
  const program = 'flowviewer-httpd';
  const { port } = httpd;
  const file = httpdStatusFile(directory, port);
  const labels = { port: String(port) };
  const values = (): Values<typeof program> => httpd.values();
  return new StatusWriter({ program, file, ...(metrics !== '' && { metrics }), labels, values, log }).start();
}

async function listen(
  options: HttpdOptions,
  configuration: CurrentConfiguration,
  log: (line: string) => void,
): Promise<Httpd> {
  const { address, port } = options;
  try {
    return await startHttpd({ ...options, log, configuration: () => configuration.value });
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException; // what listening fails with
    const why = code === 'EADDRINUSE' ? 'another program listens there: choose another port (-P)' : message;
    throw new CommandError(`cannot listen on ${address}, port ${port}: ${why}`, 1, { cause });
  }
}

/** @returns the path @throws CommandError where it cannot be appended to */
function writable(path: string): string {
  try {
    closeSync(openSync(path, 'a', 0o640));
    return path;
  } catch (cause) {
    throw new CommandError(`cannot write the access log: ${(cause as Error).message}`, 1, { cause }); // fs throws nothing else
  }
}
