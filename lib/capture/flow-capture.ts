/** The command flow-capture: receives NetFlow and writes rotated files (reference section 4). */
import type { Socket } from 'node:dgram';
import { readdirSync } from 'node:fs';
import { isDaemon, reportStart, startDaemon } from '../command/daemon.js';
import { takeLock } from '../command/lock.js';
import { CommandError, programName } from '../command/run.js';
import { defects } from '../rows/defects.js';
import { Capture, type CaptureSettings, type Surroundings } from './capture.js';
import { destinationOf } from './destination.js';
import { runHook } from './hook.js';
import { kernelDrops } from './kernel-drops.js';
import type { Log } from './limited-log.js';
import { daemonSink, stderrSink } from './log-sink.js';
import { parseCaptureOptions, type CaptureOptions } from './options.js';
import { findOrphans } from './orphans.js';
import { writePidfile } from './pidfile.js';
import { goFirst } from './priority.js';
import { onSignals } from './signals.js';
import { openSocket, receiveFrom } from './socket.js';

/** In the working directory; no program that scans for flow files looks at it. */
const LOCK = '.flow-capture.lock';

/** @returns the exit status; that of the daemon's start where it runs as one */
export async function flowCapture(argv: readonly string[]): Promise<number> {
  const options = await parseCaptureOptions(argv);
  if (options.run === 'daemon' && !isDaemon()) return startDaemon();
  try {
    await capture(options);
    return 0;
  } catch (error) {
    await reportStart({ failure: error instanceof Error ? error.message : String(error) });
    throw error;
  }
}

function enter(directory: string): void {
  try {
    process.chdir(directory);
    readdirSync('.');
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new CommandError(`cannot use the working directory ${directory}: ${why}`, 1, { cause });
  }
}

async function capture(options: CaptureOptions): Promise<void> {
  const { listen } = options;
  if (options.umask === 'usual') process.umask(0o022);
  enter(options.directory);
  const directory = process.cwd();
  const signals = onSignals('calls');
  const sink = options.run === 'daemon' ? daemonSink(programName(), listen.port) : stderrSink(programName());
  const unlock = takeLock(LOCK);
  try {
    const orphans = await findOrphans(directory);
    const socket = await openSocket(listen, sink.log);
    goFirst(); // now, so that the threads that write and compress, which are there already, do not
    try {
      const removePidfile = pidfile(options);
      const running = new Capture(
        settingsOf(options, directory),
        surroundingsOf(options, directory, sink.log),
        orphans,
      );
      await reportStart(sink.notice === undefined ? {} : { notice: sink.notice });
      await run(running, socket, signals);
      await running.close();
      removePidfile();
    } finally {
      socket.close();
    }
  } finally {
    unlock();
    await sink.close();
  }
}

function surroundingsOf({ listen, hook }: CaptureOptions, directory: string, log: Log): Surroundings {
  return {
    log,
    now: Date.now,
    kernelDrops: () => kernelDrops(listen.bind, listen.port),
    onClosed: (path) => {
      if (hook !== undefined) runHook(directory, hook, path, log);
    },
  };
}

function pidfile({ run, pidfile: file, listen }: CaptureOptions): () => void {
  return run === 'daemon' && file !== undefined ? writePidfile(file, listen.port) : () => undefined;
}

function settingsOf(options: CaptureOptions, directory: string): CaptureSettings {
  const { listen, output, nesting, version, rotations, statistics, keepFiles, keepOctets, debug } = options;
  const destination = destinationOf(listen.bind);
  return {
    spool: { directory, nesting, ...output },
    intake: { remote: listen.accept, destination, defects: defects(), ...(version && { version }) },
    rotations,
    expiry: { files: keepFiles, octets: keepOctets, mode: debug > 0 ? 'report' : 'delete' },
    statistics,
  };
}

/** Feeds the capture until a signal ends it. */
async function run(running: Capture, socket: Socket, signals: ReturnType<typeof onSignals>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const turn = () => {
    timer = setTimeout(turn, running.turn());
  };
  const drained = receiveFrom(socket, (datagram, source) => {
    running.receive(datagram, source);
  });
  signals.onHangup(() => {
    running.rotate();
  });
  turn();
  await signals.ended;
  clearTimeout(timer);
  await drained();
}
