/** Values of the options that the receiving commands share, each checked with a message that says what is right. */
import { UsageError } from '../command/getopt.js';
import { EXPORT_VERSIONS, type ExportVersion } from '../flow/version.js';

/** A whole number in decimal within bounds, both allowed. */
export function integerOption(letter: string, text: string, least: number, most: number): number {
  const value = /^-?\d+$/.test(text) ? Number(text) : NaN;
  if (!(value >= least && value <= most))
    throw new UsageError(`option -${letter} takes a whole number from ${least} to ${most}, not "${text}"`);
  return value;
}

/** `big` or `little`. */
export function byteOrderOption(text: string): 'big' | 'little' {
  if (text !== 'big' && text !== 'little') throw new UsageError(`option -b takes big or little, not "${text}"`);
  return text;
}

/** An export version as -V names it: `N`, or `8.M` with an aggregation method. */
export function versionOption(text: string): ExportVersion {
  const version = EXPORT_VERSIONS.find((name) => name === text);
  if (!version) throw new UsageError(`option -V takes one of ${EXPORT_VERSIONS.join(', ')}, not "${text}"`);
  return version;
}

/** A text for the file's header, which has a limit. */
export function commentOption(text: string): string {
  const most = 8192;
  if (Buffer.byteLength(text) > most) throw new UsageError(`option -C takes at most ${most} octets`);
  return text;
}
