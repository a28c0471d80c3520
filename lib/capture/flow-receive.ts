/** The command flow-receive: NetFlow datagrams to one file or stream (reference section 5.10). */
import type { CommandSyntax } from '../command/option-table.js';
import { numberOption, readOptions } from '../command/options.js';
import { programName } from '../command/run.js';
import type { ExportVersion } from '../flow/version.js';
import { defects } from '../rows/defects.js';
import { lastValue, OUTPUT_OPTIONS, type OutputOptions, outputOptions } from '../rows/output-options.js';
import { versionOption } from '../rows/version-option.js';
import { InterfaceBook } from '../interfaces/interface-book.js';
import { destinationOf } from './destination.js';
import { endpointsOperand, listening, type Listening } from './endpoints.js';
import { Intake, type IntakeSettings } from './intake.js';
import { LimitedLog } from './limited-log.js';
import { stderrSink } from './log-sink.js';
import { onSignals } from './signals.js';
import { SflowIntake } from './sflow-intake.js';
import { SingleOutput } from './single-output.js';
import { openSockets, receiveFrom } from './socket.js';
import { exporterLine, templateText } from './statistics.js';
import { everySecond } from './statistics-turns.js';

export const RECEIVE_SYNTAX: CommandSyntax = {
  purpose: 'receive NetFlow into one flow file or stream',
  options: {
    ...OUTPUT_OPTIONS,
    d: { value: 'level', text: 'Above 0: log what the socket is like.' },
    o: { value: 'file', text: 'Write to this file instead of to standard output.' },
    S: { value: 'minutes', text: 'Log a line of counters for each exporter every so many minutes (0: never).' },
    V: { value: 'version', text: 'Write flows as this export version (default: that of the first datagram).' },
  },
  operands: 'localip/remoteip/port',
};

interface ReceiveOptions {
  readonly listen: Listening;
  readonly output: OutputOptions;
  /** Absent for standard output. */
  readonly path?: string;
  /** Minutes between statistics lines; 0 = none. */
  readonly statistics: number;
  readonly debug: number;
  readonly version?: ExportVersion;
}

async function parseReceiveOptions(argv: readonly string[]): Promise<ReceiveOptions> {
  const parsed = readOptions(argv, RECEIVE_SYNTAX);
  const path = lastValue(parsed, 'o');
  const version = lastValue(parsed, 'V');
  return {
    output: outputOptions(parsed),
    statistics: numberOption('S', lastValue(parsed, 'S') ?? '0', 0, 60),
    debug: numberOption('d', lastValue(parsed, 'd') ?? '0', 0, 100),
    ...(path !== undefined && { path }),
    ...(version !== undefined && { version: versionOption('V', version) }),
    listen: listening(await endpointsOperand(parsed.operands)),
  };
}

/** @returns the exit status */
export async function flowReceive(argv: readonly string[]): Promise<number> {
  const options = await parseReceiveOptions(argv);
  const { listen, version, debug } = options;
  const { log } = stderrSink(programName());
  const signals = onSignals('ends');
  const sockets = await openSockets(listen, (text) => {
    if (debug > 0) log(text);
  });
  try {
    const settings: IntakeSettings = {
      remote: listen.accept,
      destination: destinationOf(listen.bind),
      defects: defects(),
      sflow: new SflowIntake(new InterfaceBook(), Date.now), // the book is nobody's: there is no place to keep it
      ...(version && { version }),
    };
    const limited = new LimitedLog(log, Date.now);
    const output = new SingleOutput(options.path, options.output);
    const intake = new Intake(settings, output, limited, Date.now);
    const drained = receiveFrom(sockets, (datagram, source, port) => {
      intake.receive(datagram, source, port);
    });
    const turns = everySecond({
      listen,
      statistics: options.statistics,
      intake,
      limited,
      turn: () => {
        output.flush();
      },
      line: (time, exporter) =>
        exporterLine(time, exporter, settings.destination(exporter.source)) +
        templateText(exporter, intake.messages, time.now * 1000),
      dropped: () => output.dropped,
    });
    const failure = await Promise.race([signals.ended.then(() => undefined), output.failed]);
    if (!failure) await drained();
    turns.stop();
    if (failure) throw failure;
    limited.flush();
    log('Cleaning up');
    await output.close();
    return 0;
  } finally {
    for (const socket of sockets) socket.close();
  }
}
