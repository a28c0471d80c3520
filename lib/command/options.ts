/** What all commands do with their options: `-h`, unknown ones, surplus operands (reference section 5.0). */
import { existsSync } from 'node:fs';
import { getopt, UsageError, type ParsedOptions } from './getopt.js';
import { choicesText, helpText, usageText } from './help.js';
import { optionLetters, type CommandSyntax } from './option-table.js';
import { CommandError, Exit, programName } from './run.js';

/**
 * Reads a command line. `-h`, or `--help` alone, prints help on standard error and ends with status 0, a second `-h` lists what there is to
 * choose from; an unknown option or a missing value adds what is wrong to the usage and ends with status 1.
 * @throws Exit, CommandError
 */
export function readOptions(argv: readonly string[], syntax: CommandSyntax): ParsedOptions {
  try {
    const words = argv.length === 1 && argv[0] === '--help' ? ['-h'] : argv;
    const parsed = getopt(words, optionLetters(syntax));
    const asked = parsed.options.filter(({ letter }) => letter === 'h').length;
    if (asked > 0) {
      process.stderr.write((asked > 1 ? choicesText : helpText)(programName(), syntax));
      throw new Exit(0);
    }
    const [surplus] = parsed.operands;
    if (surplus !== undefined && syntax.operands === undefined)
      throw new CommandError(`Extra arguments starting with ${surplus}.${inputHint(surplus, syntax)}`);
    return parsed;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`${programName()}: ${error.message}\n${usageText(programName(), syntax)}`);
    throw new Exit(1);
  }
}

/** For who names a flow file where flows are read from standard input. */
function inputHint(surplus: string, { input }: CommandSyntax): string {
  if (input !== 'flow file' || !existsSync(surplus)) return '';
  return ` Flows are read from standard input: flow-cat ${surplus} | ${programName()}`;
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
