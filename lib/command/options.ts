/** What all commands do with their options: `-h`, unknown ones, surplus operands (reference section 5.0). */
import { getopt, UsageError, type ParsedOptions } from './getopt.js';
import { CommandError, Exit, programName } from './run.js';

export interface CommandSyntax {
  /** Option letters, each followed by `:` if it takes a value; without `h`. */
  readonly letters: string;
  /** The usage text without the program's name and final newline. */
  readonly usage: string;
  /** Whether words that are not options are allowed; default none. */
  readonly operands?: 'any';
}

/**
 * Reads a command line. `-h` prints the usage on standard error and ends with status 0; an unknown option or a missing
 * value adds what is wrong and ends with status 1.
 * @throws Exit, CommandError
 */
export function readOptions(argv: readonly string[], syntax: CommandSyntax): ParsedOptions {
  const usage = `Usage: ${programName()} ${syntax.usage}\n`;
  try {
    const parsed = getopt(argv, `${syntax.letters}h`);
    if (parsed.options.some(({ letter }) => letter === 'h')) {
      process.stderr.write(usage);
      throw new Exit(0);
    }
    const [surplus] = parsed.operands;
    if (surplus !== undefined && syntax.operands !== 'any')
      throw new CommandError(`Extra arguments starting with ${surplus}.`);
    return parsed;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`${programName()}: ${error.message}\n${usage}`);
    throw new Exit(1);
  }
}

/**
 * An option's value as a whole number within limits.
 * @throws CommandError that names the option and the limits
 */
export function numberOption(letter: string, value: string, least: number, most: number): number {
  const number = /^\d+$/.test(value) ? Number(value) : NaN;
  if (number >= least && number <= most) return number;
  throw new CommandError(`-${letter} ${value}: it must be a whole number from ${least} to ${most}`);
}
