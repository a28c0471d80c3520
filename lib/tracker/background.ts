/** The frame that both daemons run in: command line, start, lock, log, signals (reference sections 8.2 and 9.4). */
import { mkdirSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { constants, setPriority } from 'node:os';
import { join } from 'node:path';
import { onSignals } from '../capture/signals.js';
import { isDaemon, reportStart, startDaemon } from '../command/daemon.js';
import { LockedError, takeLock } from '../command/lock.js';
import type { CommandSyntax, OptionTable } from '../command/option-table.js';
import { readOptions } from '../command/options.js';
import { writePidfile } from '../command/pidfile.js';
import { CommandError } from '../command/run.js';
import { TextOutput } from '../command/text-output.js';
import type { Configuration } from '../config/configuration.js';
import { loadConfiguration } from '../config/load.js';
import { DIRECTORY_MODE } from '../config/modes.js';
import type { Values } from '../status/metrics.js';
import { StatusWriter } from '../status/status-writer.js';
import { daemonLog } from './daemon-log.js';
import { oneLine } from './input-lines.js';
import { logPath } from './log-file.js';
import type { Log } from './pass-log.js';
import { formatPassStatistics, passStatistics, type PassStatistics } from './pass-statistics.js';
import { GUARDED, trackerStatusFile, type TrackerDaemon } from './status-file.js';

/** What a daemon does, again and again. */
export interface Work<P extends TrackerDaemon> {
  /** One pass, now. */
  readonly once: (signal: AbortSignal) => Promise<void>;
  /** Passes until the signal fires. */
  readonly forever: (signal: AbortSignal) => Promise<void>;
  /** What its status tells. */
  readonly values: () => Values<P>;
}

export interface Background<P extends TrackerDaemon> {
  /** As its log file is called. */
  readonly program: P;
  readonly purpose: string;
  /** Beside those that both have; without values. */
  readonly options?: OptionTable;
  /** @param letters options that were given */
  readonly start: (configuration: Configuration, log: Log, letters: ReadonlySet<string>) => Work<P>;
}

export function backgroundSyntax({
  purpose,
  options,
}: Pick<Background<TrackerDaemon>, 'purpose' | 'options'>): CommandSyntax {
  return {
    purpose,
    options: {
      ...options,
      D: { text: 'Stay in the foreground, log to standard error as well.' },
      o: { text: 'Do once what is due now, in the foreground, and end.' },
      p: { value: 'pidfile', text: 'Where the daemon writes its process id.' },
      s: { text: 'Print how long its passes took, day by day, as its log says, and end.' },
    },
  };
}

type Run = 'daemon' | 'foreground' | 'once';

/** What the command line says. */
interface Asked {
  readonly run: Run;
  readonly pidfile: string | undefined;
  readonly letters: ReadonlySet<string>;
}

/** @returns the exit status; that of the daemon's start where it runs as one */
export async function runInBackground<P extends TrackerDaemon>(
  background: Background<P>,
  argv: readonly string[],
): Promise<number> {
  const { options } = readOptions(argv, backgroundSyntax(background));
  const letters = new Set(options.map(({ letter }) => letter));
  const run: Run = letters.has('o') ? 'once' : letters.has('D') ? 'foreground' : 'daemon';
  const pidfile = options.findLast(({ letter }) => letter === 'p')?.value;
  if (letters.has('s')) {
    await printStatistics(background.program, loadConfiguration());
    return 0;
  }
  if (run === 'daemon' && !isDaemon()) {
    loadConfiguration(); // what is wrong with it is said here
    return startDaemon();
  }
  try {
    await work(background, { run, pidfile, letters });
    return 0;
  } catch (error) {
    await reportStart({ failure: error instanceof Error ? error.message : String(error) });
    throw error;
  }
}

/** What the log of the configuration says of passes. */
async function printStatistics(program: TrackerDaemon, { log_directory: directory }: Configuration): Promise<void> {
  const path = logPath(directory, program);
  let days: PassStatistics[];
  try {
    const file = await open(path);
    days = await passStatistics(file.readLines());
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new CommandError(`cannot read the log: ${why}`, 1, { cause });
  }
  if (days.length === 0)
    throw new CommandError(
      `${path} tells of no pass: log_collector_short and log_grapher_short say whether they are logged`,
    );
  const out = new TextOutput();
  await out.write(formatPassStatistics(days));
  await out.flush();
}

/** HUP ends the work and begins it anew with the configuration as it is then; a wrong one changes nothing. */
async function work<P extends TrackerDaemon>(
  background: Background<P>,
  { run, pidfile, letters }: Asked,
): Promise<void> {
  const { program } = background;
  let configuration = loadConfiguration();
  const release = guard(program, configuration);
  try {
    const ended = new AbortController();
    const signals = onSignals('calls');
    void signals.ended.then(() => {
      ended.abort();
    });
    goLast();
    let log = logOf(program, run, configuration);
    const removePidfile = pidfile === undefined ? () => undefined : writePidfile(pidfile);
    await reportStart({});
    try {
      if (run === 'once') await background.start(configuration, log, letters).once(ended.signal);
      while (run !== 'once' && !ended.signal.aborted) {
        const turn = new AbortController();
        signals.onHangup(() => {
          turn.abort();
        });
        const { forever, values } = background.start(configuration, log, letters);
        const status = statusOf(program, configuration, values, log);
        try {
          await forever(AbortSignal.any([turn.signal, ended.signal]));
        } finally {
          await status.end();
        }
        if (!turn.signal.aborted) continue;
        ({ configuration, log } = reread(program, run, { configuration, log }));
      }
    } finally {
      removePidfile();
    }
  } catch (error) {
    if (!(error instanceof Error && error.name === 'AbortError')) throw error;
  } finally {
    release();
  }
}

function statusOf<P extends TrackerDaemon>(
  program: P,
  configuration: Configuration,
  values: () => Values<P>,
  log: Log,
): StatusWriter<P> {
  const { metrics_directory: metrics } = configuration;
  const file = trackerStatusFile(program, configuration);
  return new StatusWriter({ program, file, ...(metrics !== '' && { metrics }), labels: {}, values, log }).start();
}

interface Surroundings {
  readonly configuration: Configuration;
  readonly log: Log;
}

function reread(program: TrackerDaemon, run: Run, before: Surroundings): Surroundings {
  try {
    const configuration = loadConfiguration();
    const directory = GUARDED[program](configuration);
    if (directory !== GUARDED[program](before.configuration))
      throw new Error(`${directory} is another directory than before: restart ${program}`);
    const log = logOf(program, run, configuration);
    log('the configuration has been read again');
    return { configuration, log };
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    before.log(`${oneLine(text)} The configuration stays as it was.`);
    return before;
  }
}

function guard(program: TrackerDaemon, configuration: Configuration): () => void {
  const directory = GUARDED[program](configuration);
  try {
    mkdirSync(directory, { recursive: true, mode: DIRECTORY_MODE });
    return takeLock(join(directory, `.${program}.lock`));
  } catch (cause) {
    if (cause instanceof LockedError)
      throw new CommandError(`another ${program}, process ${cause.pid}, works on ${directory} already`, 1, { cause });
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new CommandError(`cannot write to ${directory}: ${why}`, 1, { cause });
  }
}

function logOf(program: TrackerDaemon, run: Run, { log_directory: directory }: Configuration): Log {
  return daemonLog(program, directory, run === 'daemon' ? 'background' : 'foreground');
}

/** Who captures and who asks goes first. */
function goLast(): void {
  try {
    setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // a system that does not allow it
  }
}
