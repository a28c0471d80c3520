/** RRD files by way of the program rrdtool, started with a list of arguments. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** What rrdtool said against something; the message names the file. */
export class RrdError extends Error {
  readonly code = 'rrd';
}

/** What a new file is to hold. */
export interface RrdShape {
  /** Seconds since 1970; values come after it. */
  readonly start: number;
  /** Names as {@link sourceName} makes them. */
  readonly sources: readonly string[];
  readonly kind: 'ABSOLUTE' | 'COUNTER';
  /** Averages of so many steps, and how many of them are kept. */
  readonly archives: readonly (readonly [steps: number, rows: number])[];
}

/** Seconds of a step, and after how many without a value it is unknown. */
const STEP = 300;
const HEARTBEAT = 600;

function rrdtool(file: string, argv: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile('rrdtool', argv, { env: { ...process.env, LC_ALL: 'C' } }, (error, stdout, stderr) => {
      if (!error) resolve(stdout);
      else {
        const said = stderr.replace(/^ERROR: /, '').trim();
        reject(new RrdError(`${file}: rrdtool ${argv[0]}: ${said === '' ? error.message : said}`, { cause: error }));
      }
    });
  });
}

/** Name of a data source: letters, digits, `_` and `-`, at most 19 of them. */
export function sourceName(text: string): string {
  return text.replace(/[^\w-]/g, '_').slice(0, 19);
}

/** The file of a key within a directory, whatever the key is: what could lead elsewhere becomes `_`. */
export function rrdPath(directory: string, key: string): string {
  return join(directory, `${key.replace(/[^\w.,+@-]/g, '_').replace(/^[.-]/, '_')}.rrd`);
}

/**
 * Makes a file unless it is there.
 * @throws RrdError
 */
export async function ensureRrd(file: string, { start, sources, kind, archives }: RrdShape): Promise<void> {
  if (existsSync(file)) return;
  await rrdtool(file, [
    'create',
    file,
    '--no-overwrite',
    ...['--start', String(start), '--step', String(STEP)],
    ...sources.map((name) => `DS:${name}:${kind}:${HEARTBEAT}:0:U`),
    ...archives.map(([steps, rows]) => `RRA:AVERAGE:0.5:${steps}:${rows}`),
  ]);
}

/** Values in the order of the sources; undefined is unknown. */
export interface RrdUpdate {
  /** Seconds since 1970. */
  readonly time: number;
  readonly values: readonly (string | undefined)[];
}

/**
 * Adds values to a file.
 * @throws RrdError, for one if a time is not after that of the value before
 */
export async function updateRrd(
  file: string,
  sources: readonly string[],
  updates: readonly RrdUpdate[],
): Promise<void> {
  const texts = updates.map(({ time, values }) => [time, ...values.map((value) => value ?? 'U')].join(':'));
  await rrdtool(file, ['update', file, '--template', sources.join(':'), ...texts]);
}

/**
 * Time of the last value, seconds since 1970.
 * @throws RrdError
 */
export async function lastUpdate(file: string): Promise<number> {
  return Number(await rrdtool(file, ['last', file]));
}

/** Largest picture, octets. */
const LARGEST_PICTURE = 16 * 1024 * 1024;

/**
 * Draws a picture.
 * @param words options and elements, as `rrdtool graph` takes them
 * @returns a PNG
 * @throws RrdError with what rrdtool says
 */
export function drawRrd(words: readonly string[]): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const options = {
      encoding: 'buffer',
      env: { ...process.env, LC_ALL: 'C.UTF-8' },
      maxBuffer: LARGEST_PICTURE,
    } as const;
    execFile('rrdtool', ['graph', '-', ...words], options, (error, stdout, stderr) => {
      if (!error) resolve(stdout);
      else {
        const said = stderr
          .toString()
          .replace(/^ERROR: /, '')
          .trim();
        reject(new RrdError(`rrdtool graph: ${said === '' ? error.message : said}`, { cause: error }));
      }
    });
  });
}
