/** The command line of flow-capture (reference section 4.1). */
import { getopt, UsageError } from '../command/getopt.js';
import type { ByteOrder } from '../ftfile/header.js';
import { NESTING_LEVELS, type NestingLevel } from '../ftfile/names.js';
import type { ExportVersion } from '../flow/version.js';
import { parseListenAddress, type ListenAddress } from './listen-address.js';
import { byteOrderOption, commentOption, integerOption, versionOption } from './option-values.js';
import { DEFAULT_PIDFILE } from './pidfile.js';
import { parseSize } from './size.js';

export interface CaptureOptions {
  readonly byteOrder: ByteOrder;
  readonly comment?: string;
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
  /** zlib level; 0 = not compressed, -1 = zlib's default. */
  readonly compression: number;
  readonly listen: ListenAddress;
}

type Settings = { -readonly [Key in keyof CaptureOptions]?: CaptureOptions[Key] };

/** Options that the original has and this program not yet: better no capture than one that does something else. */
const MISSING = { c: 'TCP clients', f: 'filters', F: 'filters', t: 'tags', T: 'tags', v: 'variables', x: '', X: '' };

/** One row per option: what its value, if it takes one, sets. */
const OPTIONS: Readonly<Record<string, (settings: Settings, value: string) => void>> = {
  'b:': (settings, value) => (settings.byteOrder = byteOrderOption(value)),
  'C:': (settings, value) => (settings.comment = commentOption(value)),
  'd:': (settings, value) => (settings.debug = integerOption('d', value, 0, 100)),
  D: (settings) => (settings.run = 'foreground'),
  'e:': (settings, value) => (settings.keepFiles = integerOption('e', value, 0, 2 ** 31 - 1)),
  'E:': (settings, value) => (settings.keepOctets = sizeOption(value)),
  'n:': (settings, value) => (settings.rotations = integerOption('n', value, 0, 1439)),
  'N:': (settings, value) => (settings.nesting = nestingOption(value)),
  'p:': (settings, value) => {
    if (value === '-' || value === '') delete settings.pidfile;
    else settings.pidfile = value;
  },
  'R:': (settings, value) => (settings.hook = value),
  'S:': (settings, value) => (settings.statistics = integerOption('S', value, 0, 60)),
  u: (settings) => (settings.umask = 'inherit'),
  'V:': (settings, value) => (settings.version = versionOption(value)),
  'w:': (settings, value) => (settings.directory = value),
  'z:': (settings, value) => (settings.compression = integerOption('z', value, 0, 9)),
  ...Object.fromEntries(
    Object.entries(MISSING).map(([letter, what]) => [
      `${letter}:`,
      () => {
        throw new UsageError(`option -${letter} (${what || 'translations'}) is not supported yet`);
      },
    ]),
  ),
};

function nestingOption(text: string): NestingLevel {
  const level = NESTING_LEVELS.find((allowed) => String(allowed) === text);
  if (level === undefined) throw new UsageError(`option -N takes one of ${NESTING_LEVELS.join(', ')}, not "${text}"`);
  return level;
}

function sizeOption(text: string): number {
  const octets = parseSize(text);
  if (octets === undefined)
    throw new UsageError(`option -E takes a number with b, K, M, G or nothing behind it, not "${text}"`);
  return octets;
}

export const CAPTURE_USAGE = `Usage: flow-capture [-hDu] [-b big|little] [-C comment] [-d level] [-e files] [-E octets[b|K|M|G]]
         [-n rotations] [-N nesting] [-p pidfile] [-R program] [-S minutes] [-V version] [-z level]
         -w directory localip/remoteip/port
`;

/**
 * Parses and checks the command line.
 * @returns `'help'` if -h is among the options
 * @throws UsageError that names the option
 */
export async function parseCaptureOptions(argv: readonly string[]): Promise<CaptureOptions | 'help'> {
  const { options, operands } = getopt(argv, `h${Object.keys(OPTIONS).join('')}`);
  if (options.some(({ letter }) => letter === 'h')) return 'help';
  const settings: Settings = { pidfile: DEFAULT_PIDFILE };
  for (const { letter, value } of options) (OPTIONS[letter] ?? OPTIONS[`${letter}:`])?.(settings, value ?? '');
  const [address, extra] = operands;
  if (address === undefined) throw new UsageError('Specify localip/remoteip/port.');
  if (extra !== undefined) throw new UsageError(`Extra arguments starting with ${extra}.`);
  const { directory } = settings;
  if (directory === undefined || directory === '') throw new UsageError('option -w (working directory) is required');
  return {
    byteOrder: 'little',
    debug: 0,
    run: 'daemon',
    keepFiles: 0,
    keepOctets: 0,
    rotations: 95,
    nesting: 3,
    statistics: 0,
    umask: 'usual',
    compression: -1,
    ...settings,
    directory,
    listen: await parseListenAddress(address),
  };
}
