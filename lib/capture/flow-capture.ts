/** The command flow-capture: receives NetFlow and writes rotated files (reference section 4). */
import type { Socket } from 'node:dgram';
import { readdirSync, statfsSync } from 'node:fs';
import { isDaemon, reportStart, startDaemon } from '../command/daemon.js';
import { takeLock } from '../command/lock.js';
import { CommandError, programName } from '../command/run.js';
import { defects } from '../rows/defects.js';
import { StatusWriter } from '../status/status-writer.js';
import { Capture, type CaptureSettings, type Surroundings } from './capture.js';
import { refusedClient } from './client-access.js';
import { Clients } from './clients.js';
import { destinationOf } from './destination.js';
import { runHook } from './hook.js';
import { kernelDrops } from './kernel-drops.js';
import { InterfaceKeeper } from './interface-keeper.js';
import { daemonSink, stderrSink } from './log-sink.js';
import { parseCaptureOptions, type CaptureOptions } from './options.js';
import { findOrphans } from './orphans.js';
import { writePidfile } from './pidfile.js';
import { goFirst } from './priority.js';
import { Refinement } from './refinement.js';
import { RefinerThread } from './refiner-thread.js';
import { onSignals } from './signals.js';
import { IpfixServer } from './ipfix-server.js';
import { LimitedLog, type Log } from './limited-log.js';
import { readElementFile } from './element-file.js';
import { TEMPLATE_FILE } from './template-file.js';
import { captureStatusFile, metricsDirectory } from './status-values.js';
import { TwinQueue } from './twin-queue.js';
import { openSockets, receiveFrom } from './socket.js';

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

/** @throws CfgError; CommandError if the definitions do not suit the version that is to be stored */
async function startRefining(
  { refinement: source, version }: CaptureOptions,
  log: Log,
): Promise<CaptureSettings['refining']> {
  if (!source) return undefined;
  const refinement = Refinement.read(source, log);
  const obstacle = version && refinement.obstacle(version);
  if (obstacle !== undefined) throw new CommandError(`${obstacle} Records of version ${version} cannot be kept so.`);
  const thread = new RefinerThread();
  await thread.configure(source);
  return { refinement, thread };
}

/** The configuration files anew; wrong ones change nothing. */
function reread({ refinement, elements }: CaptureOptions, running: Capture, log: Log): void {
  try {
    const registry = elements === undefined ? undefined : readElementFile(elements);
    if (refinement) running.refine(Refinement.read(refinement, log));
    if (registry) running.useRegistry(registry);
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    for (const line of [...text.split('\n'), 'the configuration stays as it was']) log(line);
  }
}

async function openClients({ clients, listen, output }: CaptureOptions, log: Log): Promise<Clients | undefined> {
  if (clients === 0) return undefined;
  const { byteOrder, comment } = output;
  const { bind, port } = listen;
  const settings = { bind, port, most: clients, byteOrder, refused: refusedClient };
  return Clients.open({ ...settings, ...(comment !== undefined && { comment }) }, log, Date.now);
}

async function openIpfix({ ipfixPort, listen }: CaptureOptions, running: Capture, log: LimitedLog) {
  if (ipfixPort === undefined) return undefined;
  const { bind, accept, group } = listen;
  return IpfixServer.open({ bind: group === undefined ? bind : 0, port: ipfixPort, accept }, running, log);
}

async function capture(options: CaptureOptions): Promise<void> {
  const { listen } = options;
  if (options.umask === 'usual') process.umask(0o022);
  enter(options.directory);
  const directory = process.cwd();
  const signals = onSignals('calls');
  const sink = options.run === 'daemon' ? daemonSink(programName(), listen.port) : stderrSink(programName());
  const unlock = takeLock(LOCK);
  let refining: CaptureSettings['refining'];
  try {
    refining = await startRefining(options, sink.log);
    const orphans = await findOrphans(directory);
    const interfaces = await InterfaceKeeper.open(directory, sink.log);
    const sockets = await openSockets(listen, sink.log);
    goFirst(); // now, so that the threads that write and compress, which are there already, do not
    let clients: Clients | undefined;
    let ipfix: IpfixServer | undefined;
    try {
      clients = await openClients(options, sink.log);
      const removePidfile = pidfile(options);
      const twins = new TwinQueue(directory, options.twins, sink.log, (paths) => void running.twinned(paths));
      const running = new Capture(
        { ...settingsOf(options, directory), templates: TEMPLATE_FILE, ...(refining && { refining }) },
        { ...surroundingsOf(options, directory, sink.log), twins, interfaces, ...(clients && { clients }) },
        orphans,
      );
      const status = statusOf(running, directory, listen.port, sink.log);
      const limited = new LimitedLog(sink.log, Date.now);
      ipfix = await openIpfix(options, running, limited);
      signals.onHangup(() => {
        reread(options, running, sink.log);
        running.rotate();
        void status.write();
      });
      await reportStart(sink.notice === undefined ? {} : { notice: sink.notice });
      await run(running, sockets, signals.ended);
      await ipfix?.close();
      limited.flush();
      await running.close();
      await status.end();
      removePidfile();
    } finally {
      for (const socket of sockets) socket.close();
      await ipfix?.close();
      await clients?.close();
    }
  } finally {
    await refining?.thread.close();
    unlock();
    await sink.close();
  }
}

function statusOf(running: Capture, directory: string, port: number, log: Log): StatusWriter<'flow-capture'> {
  return new StatusWriter({
    program: 'flow-capture',
    file: captureStatusFile(directory),
    ...metricsDirectory(),
    labels: { directory, port: String(port) },
    values: () => running.values(freeOctets(directory)),
    log,
  }).start();
}

/** What is left for users other than root on the disk of a directory; undefined where the system does not tell. */
function freeOctets(directory: string): number | undefined {
  try {
    const { bavail, bsize } = statfsSync(directory);
    return bavail * bsize;
  } catch {
    return undefined;
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
  const registry = options.elements === undefined ? undefined : readElementFile(options.elements);
  return {
    spool: { directory, nesting, ...output },
    intake: {
      remote: listen.accept,
      destination,
      defects: defects(),
      ...(version && { version }),
      ...(registry && { registry }),
    },
    rotations,
    expiry: { files: keepFiles, octets: keepOctets, mode: debug > 0 ? 'report' : 'delete' },
    statistics,
  };
}

/** Feeds the capture until a signal ends it. */
async function run(running: Capture, sockets: readonly Socket[], ended: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const turn = () => {
    timer = setTimeout(turn, running.turn());
  };
  const drained = receiveFrom(sockets, (datagram, source, port) => {
    running.receive(datagram, source, port);
  });
  turn();
  await ended;
  clearTimeout(timer);
  await drained();
}
