/** The command line of flow-capture (reference section 4.1). */
import { numberOption, readOptions } from '../command/options.js';
import { CommandError } from '../command/run.js';
import { NESTING_LEVELS, type NestingLevel } from '../ftfile/names.js';
import type { ExportVersion } from '../flow/version.js';
import { outputOptions, type OutputOptions } from '../rows/output-options.js';
import { versionOption } from '../rows/version-option.js';
import { endpointsOperand, listening, type Listening } from './endpoints.js';
import { DEFAULT_PIDFILE } from './pidfile.js';
import { parseSize } from './size.js';

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
  /** Minutes between statistics lines; 0 = none. */
  readonly statistics: number;
  readonly umask: 'inherit' | 'usual';
  /** What to store as; absent for the version of the first datagram. */
  readonly version?: ExportVersion;
  /** Working directory as given. */
  readonly directory: string;
  readonly listen: Listening;
}

type Settings = { -readonly [Key in keyof CaptureOptions]?: CaptureOptions[Key] };

/** Options that the original has and this program not yet: better no capture than one that does something else. */
const MISSING: Readonly<Record<string, string>> = {
  c: 'TCP clients',
  f: 'filters',
  F: 'filters',
  t: 'tags',
  T: 'tags',
  v: 'variables',
  x: 'translations',
  X: 'translations',
};

/** Options that the writers of flows share: byte order, comment, compression. */
const OUTPUT = ['b', 'C', 'z'];

/** Half of what a header may hold, octets. */
const LONGEST_COMMENT = 8192;

/** zlib's own default, as the original's. */
const DEFAULT_LEVEL = 6;

/** One row per option of its own: what its value, if it takes one, sets. */
const OPTIONS: Readonly<Record<string, (settings: Settings, value: string) => void>> = {
  'd:': (settings, value) => (settings.debug = numberOption('d', value, 0, 100)),
  D: (settings) => (settings.run = 'foreground'),
  'e:': (settings, value) => (settings.keepFiles = numberOption('e', value, 0, 2 ** 31 - 1)),
  'E:': (settings, value) => (settings.keepOctets = sizeOption(value)),
  'n:': (settings, value) => (settings.rotations = numberOption('n', value, 0, 1439)),
  'N:': (settings, value) => (settings.nesting = nestingOption(value)),
  'p:': (settings, value) => {
    if (value === '-' || value === '') delete settings.pidfile;
    else settings.pidfile = value;
  },
  'R:': (settings, value) => (settings.hook = value),
  'S:': (settings, value) => (settings.statistics = numberOption('S', value, 0, 60)),
  u: (settings) => (settings.umask = 'inherit'),
  'V:': (settings, value) => (settings.version = versionOption('V', value)),
  'w:': (settings, value) => (settings.directory = value),
};

function nestingOption(text: string): NestingLevel {
  const level = NESTING_LEVELS.find((allowed) => String(allowed) === text);
  if (level === undefined) throw new CommandError(`-N ${text}: it must be one of ${NESTING_LEVELS.join(', ')}`);
  return level;
}

function sizeOption(text: string): number {
  const octets = parseSize(text);
  if (octets === undefined)
    throw new CommandError(`-E ${text}: it must be a number with b, K, M, G or nothing behind it`);
  return octets;
}

const USAGE = `[-hDu] [-b big|little] [-C comment] [-d debug_level] [-e files] [-E octets[b|K|M|G]]
         [-n rotations] [-N nesting_level] [-p pidfile] [-R program] [-S stat_interval] [-V pdu_version]
         [-z z_level] -w workdir localip/remoteip/port`;

/**
 * Parses and checks the command line.
 * @throws CommandError that names the option; Exit after -h
 */
export async function parseCaptureOptions(argv: readonly string[]): Promise<CaptureOptions> {
  const letters = [...Object.keys(OPTIONS), ...[...OUTPUT, ...Object.keys(MISSING)].map((letter) => `${letter}:`)];
  const parsed = readOptions(argv, { letters: letters.join(''), usage: USAGE, operands: 'any' });
  const settings: Settings = { pidfile: DEFAULT_PIDFILE };
  for (const { letter, value = '' } of parsed.options) {
    const missing = MISSING[letter];
    if (missing !== undefined) throw new CommandError(`option -${letter} (${missing}) is not supported yet`);
    (OPTIONS[letter] ?? OPTIONS[`${letter}:`])?.(settings, value);
  }
  const { directory } = settings;
  if (directory === undefined || directory === '') throw new CommandError('option -w (working directory) is required');
  const output = outputOptions(parsed, DEFAULT_LEVEL);
  if (Buffer.byteLength(output.comment ?? '') > LONGEST_COMMENT)
    throw new CommandError(`-C: at most ${LONGEST_COMMENT} octets fit the header of a file`);
  return {
    output,
    debug: 0,
    run: 'daemon',
    keepFiles: 0,
    keepOctets: 0,
    rotations: 95,
    nesting: 3,
    statistics: 0,
    umask: 'usual',
    ...settings,
    directory,
    listen: listening(await endpointsOperand(parsed.operands)),
  };
}
