/** The command flow-fanout: NetFlow datagrams repeated to several destinations (reference section 5.11). */
import { cfgFile } from '../cfg/cfg-file.js';
import { readFilterFile } from '../cfg/filter-file.js';
import { cfgSource } from '../cfg/read.js';
import { isDaemon, reportStart, startDaemon } from '../command/daemon.js';
import type { CommandSyntax } from '../command/option-table.js';
import { numberOption, readOptions } from '../command/options.js';
import { CommandError, programName, warn } from '../command/run.js';
import { defects } from '../rows/defects.js';
import { DEBUG_OPTION, hasOption, lastValue } from '../rows/output-options.js';
import { VARIABLE_OPTION, variables } from '../rows/rewriting-command.js';
import { isUnspecified } from '../flow/address-number.js';
import type { FlowBatch } from '../flow/batch.js';
import { recordLayout } from '../flow/layout.js';
import { EXTENDED, type ExportVersion } from '../flow/version.js';
import { InterfaceBook } from '../interfaces/interface-book.js';
import { isMessageVersionName } from '../netflow/message-encoder.js';
import { missingFields } from '../store/row-filter.js';
import { versionOption } from '../rows/version-option.js';
import { StatusWriter } from '../status/status-writer.js';
import { destinationOf } from './destination.js';
import { listening, parseEndpoints, type Endpoints, type Listening } from './endpoints.js';
import { Fanout, type Destination, type FanoutSettings } from './fanout.js';
import { ForeignSender } from './foreign-sender.js';
import { Intake, type IntakeSettings } from './intake.js';
import { kernelDrops } from './kernel-drops.js';
import { LimitedLog } from './limited-log.js';
import { daemonSink, stderrSink } from './log-sink.js';
import { writePidfile } from './pidfile.js';
import { MASK_OPTION, maskOption } from './privacy-mask.js';
import { openSender } from './sender.js';
import { SflowIntake } from './sflow-intake.js';
import { onSignals } from './signals.js';
import { openSockets, receiveFrom } from './socket.js';
import { exporterLine } from './statistics.js';
import { everySecond } from './statistics-turns.js';
import { FANOUT_PIDFILE, fanoutStatusFile, metricsDirectory, receivedValues } from './status-values.js';
import { wireVersion } from './wire-version.js';

export const FANOUT_SYNTAX: CommandSyntax = {
  purpose: 'repeat NetFlow datagrams to several destinations',
  options: {
    A: { value: 'as', text: 'Replace AS number 0, which means the own network, by this.' },
    d: DEBUG_OPTION,
    D: { text: 'Stay in the foreground, log to standard error, write no pidfile.' },
    f: { value: 'filter_file', text: 'Configuration file (default filter.cfg in the configuration directory).' },
    F: { value: 'definition', text: 'Repeat only the flows that this filter-definition permits.' },
    m: MASK_OPTION,
    p: {
      value: 'pidfile',
      text: 'Where the daemon writes its process id, with .PORT behind the name; - for none.',
    },
    s: { text: 'Repeat in the name of the exporters: from their addresses and ports. Takes root or CAP_NET_RAW.' },
    S: { value: 'minutes', text: 'Log a line of counters for each exporter every so many minutes (0: never).' },
    v: VARIABLE_OPTION,
    V: {
      value: 'version',
      text: 'Repeat as this export version, or as NetFlow 9, or as 10, IPFIX (default: as what they come).',
    },
    x: { value: 'microseconds', text: 'Pause after each datagram (default 0).' },
  },
  operands: 'localip/remoteip/port localip/remoteip/port[/ttl]...',
};

/** What flows become before they are sent. @throws CommandError */
function recordVersion(version: string): ExportVersion {
  return isMessageVersionName(version) ? EXTENDED : wireVersion(versionOption('V', version), version);
}

interface FanoutOptions {
  readonly listen: Listening;
  readonly destinations: readonly Endpoints[];
  readonly fanout: Omit<FanoutSettings, 'destinations'>;
  readonly intake: IntakeSettings;
  /** Whose addresses datagrams go from. */
  readonly name: 'exporters' | 'own';
  readonly run: 'foreground' | 'daemon';
  /** Without the port; absent for none. */
  readonly pidfile?: string;
  /** Minutes between statistics lines; 0 = none. */
  readonly statistics: number;
}

async function parseFanoutOptions(argv: readonly string[]): Promise<FanoutOptions> {
  const parsed = readOptions(argv, FANOUT_SYNTAX);
  numberOption('d', lastValue(parsed, 'd') ?? '0', 0, 100);
  const [from, ...to] = parsed.operands;
  if (from === undefined || to.length === 0) throw new CommandError('Must define at least source and one destination.');
  const destinations = await Promise.all(to.map(parseEndpoints));
  const nowhere = destinations.findIndex(({ remote }) => isUnspecified(remote));
  if (nowhere >= 0) throw new CommandError(`${to[nowhere]}: the remote address is where to send to: it must not be 0`);
  const listen = listening(await parseEndpoints(from));
  const [as, definition, version] = ['A', 'F', 'V'].map((letter) => lastValue(parsed, letter));
  const source = () => cfgSource(lastValue(parsed, 'f') ?? cfgFile('filter'), variables(parsed));
  const mask = maskOption(lastValue(parsed, 'm'));
  const pidfile = lastValue(parsed, 'p') ?? FANOUT_PIDFILE;
  return {
    listen,
    destinations,
    fanout: {
      pause: numberOption('x', lastValue(parsed, 'x') ?? '0', 0, 60_000_000),
      defects: defects(),
      ...(mask !== undefined && { mask }),
      ...(version !== undefined && { sendAs: version }),
      ...(as !== undefined && { as: numberOption('A', as, 0, 65535) }),
      ...(definition !== undefined && { filter: readFilterFile(source(), { warn }).filter(definition) }),
    },
    intake: {
      remote: listen.accept,
      destination: destinationOf(listen.bind),
      defects: defects(),
      ...(version !== undefined && { version: recordVersion(version) }),
    },
    name: hasOption(parsed, 's') ? 'exporters' : 'own',
    run: hasOption(parsed, 'D') ? 'foreground' : 'daemon',
    ...(pidfile !== '' && pidfile !== '-' && { pidfile }),
    statistics: numberOption('S', lastValue(parsed, 'S') ?? '0', 0, 60),
  };
}

/** @returns the exit status; that of the daemon's start where it runs as one */
export async function flowFanout(argv: readonly string[]): Promise<number> {
  const options = await parseFanoutOptions(argv);
  if (options.run === 'daemon' && !isDaemon()) return startDaemon();
  try {
    await fanout(options);
    return 0;
  } catch (error) {
    await reportStart({ failure: error instanceof Error ? error.message : String(error) });
    throw error;
  }
}

/**
 * What becomes of NetFlow v9, IPFIX and sFlow: datagrams are repeated as they are, octet for octet. Where something is to
 * be done to their flows these go out as what -V names, else as IPFIX, beside those of classic versions.
 */
function newerKinds({ fanout, intake }: FanoutOptions, output: Fanout, log: LimitedLog): Partial<IntakeSettings> {
  const { filter, as, mask } = fanout;
  if (!filter && as === undefined && mask === undefined && !intake.version)
    return { forward: (datagram) => output.forward(datagram) };
  const sflow = new SflowIntake(new InterfaceBook(), Date.now); // the book is nobody's: there is no place to keep it
  if (intake.version) return { sflow };
  const missing = filter ? missingFields(filter, recordLayout(EXTENDED)) : [];
  const takeNewer = (flows: FlowBatch): void => {
    if (missing.length === 0) output.append(flows);
    else
      log.say(
        'unsuitable version',
        `flows of NetFlow v9, IPFIX and sFlow are left out: -F asks for ${missing.join(', ')}`,
      );
  };
  return { sflow, takeNewer };
}

async function fanout(options: FanoutOptions): Promise<void> {
  const { listen, name, run, pidfile } = options;
  const signals = onSignals('calls');
  const sink = run === 'daemon' ? daemonSink(programName(), listen.port) : stderrSink(programName());
  const open: { close(): void }[] = [];
  try {
    const sockets = await openSockets(listen, sink.log);
    open.push(...sockets);
    const destinations: Destination[] = [];
    for (const endpoints of options.destinations) {
      const socket = await openSender(endpoints);
      open.push(socket);
      const foreign = name === 'exporters' ? new ForeignSender(endpoints) : undefined;
      if (foreign) open.push(foreign);
      destinations.push({ socket, ...(foreign && { foreign }) });
    }
    const removePidfile =
      run === 'daemon' && pidfile !== undefined ? writePidfile(pidfile, listen.port) : () => undefined;
    const limited = new LimitedLog(sink.log, Date.now);
    const output = new Fanout({ ...options.fanout, destinations }, limited);
    const intake = new Intake(
      { ...options.intake, ...newerKinds(options, output, limited) },
      output,
      limited,
      Date.now,
    );
    const status = new StatusWriter({
      program: 'flow-fanout',
      ...(run === 'daemon' && pidfile !== undefined && { file: fanoutStatusFile(pidfile, listen.port) }),
      ...metricsDirectory(),
      labels: { port: String(listen.port) },
      values: () => ({
        ...receivedValues(intake, [], kernelDrops(listen.bind, listen.port), output.filtered.total),
        sendDrops: output.refused,
        waiting: output.waiting,
      }),
      log: sink.log,
    }).start();
    await reportStart(sink.notice === undefined ? {} : { notice: sink.notice });
    const drained = receiveFrom(sockets, (datagram, source, port) => {
      if (name === 'exporters') output.origin = { address: source, port };
      intake.receive(datagram, source, port);
    });
    const { destination } = options.intake;
    const turns = everySecond({
      listen,
      statistics: options.statistics,
      intake,
      limited,
      line: (time, exporter) =>
        `${exporterLine(time, exporter, destination(exporter.source), output.filtered.of(exporter.source))} send_nobufs=${output.refused}`,
      dropped: () => output.refused,
    });
    const failure = await Promise.race([signals.ended.then(() => undefined), output.failed]);
    if (failure === undefined) await drained();
    await output.close();
    turns.stop();
    limited.flush();
    await status.end();
    removePidfile();
    if (failure !== undefined) throw failure;
  } finally {
    for (const each of open) each.close();
    await sink.close();
  }
}
