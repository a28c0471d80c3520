/** The options that all writers of flows share: -b, -z, -C (reference section 5.0). */
import type { ParsedOptions } from '../command/getopt.js';
import type { OptionTable } from '../command/option-table.js';
import { numberOption } from '../command/options.js';
import { CommandError } from '../command/run.js';
import type { ByteOrder } from '../ftfile/header.js';

/** Rows of these options. Not every writer takes all three. */
export const OUTPUT_OPTIONS = {
  b: { value: 'big|little', text: 'Byte order of the output (default little).' },
  C: { value: 'comment', text: 'Comment in the header of the output.' },
  z: { value: 'level', text: 'Compression of the output, 0 (none) to 9 (smallest).' },
} as const satisfies OptionTable;

/** -d where it is only taken because scripts give it. */
export const DEBUG_OPTION = { value: 'level', text: 'Taken and ignored: there are no debug messages.' } as const;

export interface OutputOptions {
  readonly byteOrder: ByteOrder;
  /** zlib level, 0 = none. */
  readonly level: number;
  readonly comment?: string;
}

/** The value of an option's last occurrence. */
export function lastValue({ options }: ParsedOptions, letter: string): string | undefined {
  return options.findLast((option) => option.letter === letter)?.value;
}

/** True if an option occurs. */
export function hasOption({ options }: ParsedOptions, letter: string): boolean {
  return options.some((option) => option.letter === letter);
}

/**
 * @param defaultLevel zlib level without -z
 * @throws CommandError for a byte order that is neither big nor little, or a level beyond 9
 */
export function outputOptions(parsed: ParsedOptions, defaultLevel = 0): OutputOptions {
  const byteOrder = lastValue(parsed, 'b') ?? 'little';
  if (byteOrder !== 'big' && byteOrder !== 'little')
    throw new CommandError(`-b ${byteOrder}: it must be big or little`);
  const level = lastValue(parsed, 'z');
  const comment = lastValue(parsed, 'C');
  return {
    byteOrder,
    level: level === undefined ? defaultLevel : numberOption('z', level, 0, 9),
    ...(comment !== undefined && { comment }),
  };
}
