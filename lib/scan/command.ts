/** The command flow-dscan: finds scans in a stream of flows (reference section 5.18). */
import { isDaemon, reportStart, startDaemon } from '../command/daemon.js';
import { programName } from '../command/run.js';
import { daemonSink, stderrSink, type LogSink } from '../capture/log-sink.js';
import { onSignals } from '../capture/signals.js';
import { EXTENDED, type ExportVersion } from '../flow/version.js';
import { openInput } from '../rows/input.js';
import { Detector } from './detector.js';
import { FlowScanner } from './flow-scanner.js';
import { MOST_ENTRIES, ScanMemory } from './memory.js';
import { parseDscanOptions, type DscanOptions } from './options.js';
import { loadState, saveState } from './state.js';
import { loadSuppressLists } from './suppress.js';

const VERSIONS: readonly ExportVersion[] = ['1', '5', '6', '7', EXTENDED];

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** @returns the exit status; that of the daemon's start where it runs as one */
export async function flowDscan(argv: readonly string[]): Promise<number> {
  const options = parseDscanOptions(argv);
  if (options.run === 'daemon' && !isDaemon()) return startDaemon('inherited');
  const sink = options.messages === 'syslog' ? daemonSink(programName()) : stderrSink(programName());
  try {
    await scan(options, sink);
    return 0;
  } catch (error) {
    for (const line of textOf(error).split('\n')) sink.log(line);
    await reportStart({ failure: textOf(error) });
    return 1;
  } finally {
    await sink.close();
  }
}

async function scan(options: DscanOptions, { log, notice }: LogSink): Promise<void> {
  const signals = onSignals('calls');
  const lists = loadSuppressLists(options.suppress, log);
  const memory = new ScanMemory();
  if (options.state.atStart === 'load') loadState(options.state.file, memory);
  const detector = new Detector(options.limits, memory, onceFull(log));
  const scanner = new FlowScanner(options, detector, lists, log);
  const attempt = (action: () => void) => () => {
    try {
      action();
    } catch (error) {
      log(textOf(error));
    }
  };
  signals.onHangup(attempt(() => (scanner.suppress = loadSuppressLists(options.suppress, log))));
  process.on('SIGUSR1', attempt(() => saveState(options.state.file, memory))); // prettier-ignore
  await reportStart(notice === undefined ? {} : { notice });
  const stop = new AbortController();
  const stopped = signals.ended.then(() => {
    stop.abort();
  });
  await Promise.race([readAll(scanner, stop.signal, log), stopped]);
  if (options.state.atEnd === 'save') saveState(options.state.file, memory);
  if (stop.signal.aborted) process.stdin.destroy(); // a pipe may never give anything more
}

async function readAll(scanner: FlowScanner, stop: AbortSignal, log: (text: string) => void): Promise<void> {
  const file = await openInput(0, {
    onDamage: ({ text }) => {
      if (!stop.aborted) log(text);
    },
  });
  const { version } = file.layout;
  if (!VERSIONS.includes(version)) {
    await file.close();
    throw new Error(`Export version ${version.split('.')[0]} not supported by format\nUnsupported export version`);
  }
  for await (const batch of file.batches()) {
    if (stop.aborted) break;
    scanner.scan(batch);
  }
}

function onceFull(log: (text: string) => void): () => void {
  let said = false;
  return () => {
    if (!said) log(`memory is full: the oldest of more than ${MOST_ENTRIES} destinations are forgotten before -t`);
    said = true;
  };
}
