/** Where the columnar twin of a row file lies. */
import { basename, dirname, join, parse, relative, resolve, sep } from 'node:path';

/** Beside the directories of the devices, because programs for row files walk those. */
export const TWIN_DIRECTORY = '.columns';

const SUFFIX = '.parquet';
/** Directories that the nesting of flow-capture -N makes (reference section 1.7). */
const DATED = /^\d{4}(-\d{2}){0,2}$/;

/** What stands before a name in `join(directory, name)`, which takes 10 µs when a program has just begun. */
export function pathPrefix(directory: string): string {
  return join(directory, 'x').slice(0, -1);
}

/** True for the name of a twin; of one that is unfinished it is not. */
export function isTwinName(name: string): boolean {
  return name.endsWith(SUFFIX) && !name.startsWith('.');
}

/** The name of a twin's row file; undefined for what is no twin's name. */
export function twinBaseName(name: string): string | undefined {
  return isTwinName(name) ? name.slice(0, -SUFFIX.length) : undefined;
}

/** The directory that flow-capture -w named for a row file: that of the file, above its dated directories. */
export function deviceDirectoryOf(rowPath: string): string {
  let directory = dirname(resolve(rowPath));
  while (DATED.test(basename(directory))) directory = dirname(directory);
  return directory;
}

/**
 * The path of a row file's twin: `BASE/.columns/DEVICE/REST.parquet` for `BASE/DEVICE/REST`.
 * @param base the directory that gets `.columns`, an ancestor of the file; default the one above the device's
 */
export function twinPath(rowPath: string, base = dirname(deviceDirectoryOf(rowPath))): string {
  const path = resolve(rowPath);
  const rest = relative(resolve(base), path);
  if (rest === '' || rest.startsWith(`..${sep}`)) throw new RangeError(`${rowPath} is not below ${base}`);
  return join(resolve(base), TWIN_DIRECTORY, `${rest}${SUFFIX}`);
}

/** Every path at which a row file's twin is looked for, that of {@link twinPath} first. */
export function twinPaths(rowPath: string): string[] {
  const path = resolve(rowPath);
  const usual = twinPath(path);
  const paths = [usual];
  const { root } = parse(path);
  for (let base = dirname(path); ; base = dirname(base)) {
    const other = twinPath(path, base);
    if (other !== usual) paths.push(other);
    if (base === root) return paths;
  }
}

/**
 * The path that a twin's row file has, or had.
 * @returns undefined if the twin does not lie below a `.columns` directory
 */
export function rowPath(twin: string): string | undefined {
  const path = resolve(twin);
  const mark = `${sep}${TWIN_DIRECTORY}${sep}`;
  const at = path.lastIndexOf(mark);
  if (at < 0 || !isTwinName(basename(path))) return undefined;
  return `${path.slice(0, at)}${sep}${path.slice(at + mark.length, -SUFFIX.length)}`;
}
