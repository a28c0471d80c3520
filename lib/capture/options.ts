/** The command line of flow-capture (reference section 4.1). */
import type { CommandSyntax, OptionRow } from '../command/option-table.js';
import { numberOption, readOptions } from '../command/options.js';
import { CommandError } from '../command/run.js';
import { NESTING_LEVELS, type NestingLevel } from '../ftfile/names.js';
import type { ExportVersion } from '../flow/version.js';
import { OUTPUT_OPTIONS, outputOptions, type OutputOptions } from '../rows/output-options.js';
import { versionOption } from '../rows/version-option.js';
import { endpointsOperand, listening, type Listening } from './endpoints.js';
import { DEFAULT_PIDFILE } from './pidfile.js';
import type { RefinementSource } from './refinement.js';
import { REFINEMENT_OPTIONS, refinedVersion, refinementSource } from './refinement-options.js';
import { parseSize } from './size.js';
import { TWIN_MODES, type TwinMode } from './twin-queue.js';

export interface CaptureOptions {
  /** Form of the files. */
  readonly output: OutputOptions;
  /** Above 0: keep all files, log what would be deleted. */
  readonly debug: number;
  readonly run: 'foreground' | 'daemon';
  /** Most files to keep; 0 = no limit. */
  readonly keepFiles: number;
  /** Most octets to keep; 0 = no limit. */
  readonly keepOctets: number;
  /** Rotations a day minus one. */
  readonly rotations: number;
  readonly nesting: NestingLevel;
  /** Without the port, relative to the working directory; absent for none. */
  readonly pidfile?: string;
  /** Program to run after each file. */
  readonly hook?: string;
  /** Whether each closed file gets a columnar twin. */
  readonly twins: TwinMode;
  /** Minutes between statistics lines; 0 = none. */
  readonly statistics: number;
  readonly umask: 'inherit' | 'usual';
  /** Most TCP clients at a time; 0 = none, and no port for them. */
  readonly clients: number;
  /** What is done to the records; absent for nothing. Files are relative to the working directory. */
  readonly refinement?: RefinementSource;
  /** TCP port that IPFIX is taken at; absent for none. */
  readonly ipfixPort?: number;
  /** File of information elements, relative to the working directory; absent for those that are built in. */
  readonly elements?: string;
  /** What to store as; absent for the version of the first datagram. */
  readonly version?: ExportVersion;
  /** Working directory as given. */
  readonly directory: string;
  readonly listen: Listening;
}

type Settings = { -readonly [Key in keyof CaptureOptions]?: CaptureOptions[Key] };

/** zlib's own default, as the original's. */
const DEFAULT_LEVEL = 6;

/** Half of what a header may hold, octets. */
const LONGEST_COMMENT = 8192;

/** An option of its own: what its value, if it takes one, sets. */
interface CaptureOptionRow extends OptionRow {
  readonly set: (settings: Settings, value: string) => void;
}

/** More would be a mistake: each takes a file descriptor. */
const MOST_CLIENTS = 256;

const OPTIONS: Readonly<Record<string, CaptureOptionRow>> = {
  c: {
    value: 'clients',
    text: 'Let at most so many TCP clients, at the same port, read along (default 0).',
    set: (settings, value) => (settings.clients = numberOption('c', value, 0, MOST_CLIENTS)),
  },
  d: {
    value: 'level',
    text: 'Above 0: delete nothing, only log what -e and -E would delete.',
    set: (settings, value) => (settings.debug = numberOption('d', value, 0, 100)),
  },
  D: {
    text: 'Stay in the foreground, log to standard error, write no pidfile.',
    set: (settings) => (settings.run = 'foreground'),
  },
  e: {
    value: 'files',
    text: 'Keep at most so many files, delete the oldest (0: no limit).',
    set: (settings, value) => (settings.keepFiles = numberOption('e', value, 0, 2 ** 31 - 1)),
  },
  E: {
    value: 'size',
    text: 'Keep at most so many octets, with b (512), K, M or G behind the number (0: no limit).',
    set: (settings, value) => (settings.keepOctets = sizeOption(value)),
  },
  i: {
    value: 'port',
    text: 'Take IPFIX over TCP, too, at this port (4739 is the registered one).',
    set: (settings, value) => (settings.ipfixPort = numberOption('i', value, 1, 65535)),
  },
  I: {
    value: 'file',
    text: 'Information elements in addition: lines of ENTERPRISE NUMBER NAME TYPE [FIELD].',
    set: (settings, value) => (settings.elements = value),
  },
  n: {
    value: 'rotations',
    text: 'Rotations a day: one file more than that (default 95: a file each 15 minutes).',
    set: (settings, value) => (settings.rotations = numberOption('n', value, 0, 1439)),
  },
  N: {
    value: 'nesting',
    text: 'Directories below the working directory by year, month, day: -3 to 3 (default 3).',
    set: (settings, value) => (settings.nesting = nestingOption(value)),
  },
  p: {
    value: 'pidfile',
    text: 'Where the daemon writes its process id, with .PORT behind the name; - for none.',
    set: (settings, value) => {
      if (value === '-' || value === '') delete settings.pidfile;
      else settings.pidfile = value;
    },
  },
  P: {
    value: TWIN_MODES.join('|'),
    text: 'Make columnar twins of complete files; auto, the default: where ../.columns may be.',
    set: (settings, value) => (settings.twins = twinOption(value)),
  },
  R: {
    value: 'program',
    text: 'Run after each file is complete, with its path as the only argument; no shell.',
    set: (settings, value) => (settings.hook = value),
  },
  S: {
    value: 'minutes',
    text: 'Log a line of counters for each exporter every so many minutes (0: never).',
    set: (settings, value) => (settings.statistics = numberOption('S', value, 0, 60)),
  },
  u: {
    text: 'Keep the umask of the caller; otherwise it is 022.',
    set: (settings) => (settings.umask = 'inherit'),
  },
  V: {
    value: 'version',
    text: 'Store flows as this export version (default: that of the first datagram).',
    set: (settings, value) => (settings.version = versionOption('V', value)),
  },
  w: {
    value: 'workdir',
    text: 'Directory below which the files are written.',
    need: 'required',
    set: (settings, value) => (settings.directory = value),
  },
};

export const CAPTURE_SYNTAX: CommandSyntax = {
  purpose: 'receive NetFlow and write it to files',
  options: {
    ...OPTIONS,
    ...REFINEMENT_OPTIONS,
    ...OUTPUT_OPTIONS,
    z: { value: 'level', text: `Compression of the files, 0 (none) to 9 (smallest); default ${DEFAULT_LEVEL}.` },
  },
  operands: 'localip/remoteip/port',
};

function nestingOption(text: string): NestingLevel {
  const level = NESTING_LEVELS.find((allowed) => String(allowed) === text);
  if (level === undefined) throw new CommandError(`-N ${text}: it must be one of ${NESTING_LEVELS.join(', ')}`);
  return level;
}

function twinOption(text: string): TwinMode {
  const mode = TWIN_MODES.find((allowed) => allowed === text);
  if (mode === undefined) throw new CommandError(`-P ${text}: it must be one of ${TWIN_MODES.join(', ')}`);
  return mode;
}

function sizeOption(text: string): number {
  const octets = parseSize(text);
  if (octets === undefined)
    throw new CommandError(`-E ${text}: it must be a number with b, K, M, G or nothing behind it`);
  return octets;
}

/**
 * Parses and checks the command line.
 * @throws CommandError that names the option; Exit after -h
 */
export async function parseCaptureOptions(argv: readonly string[]): Promise<CaptureOptions> {
  const parsed = readOptions(argv, CAPTURE_SYNTAX);
  const settings: Settings = { pidfile: DEFAULT_PIDFILE };
  for (const { letter, value = '' } of parsed.options) OPTIONS[letter]?.set(settings, value);
  const { directory } = settings;
  if (directory === undefined || directory === '') throw new CommandError('option -w (working directory) is required');
  const output = outputOptions(parsed, DEFAULT_LEVEL);
  if (Buffer.byteLength(output.comment ?? '') > LONGEST_COMMENT)
    throw new CommandError(`-C: at most ${LONGEST_COMMENT} octets fit the header of a file`);
  const refinement = refinementSource(parsed);
  const version = refinedVersion(settings.version, refinement);
  return {
    output,
    clients: 0,
    debug: 0,
    run: 'daemon',
    keepFiles: 0,
    keepOctets: 0,
    rotations: 95,
    nesting: 3,
    statistics: 0,
    twins: 'auto',
    umask: 'usual',
    ...settings,
    ...(refinement && { refinement }),
    ...(version && { version }),
    directory,
    listen: listening(await endpointsOperand(parsed.operands)),
  };
}
