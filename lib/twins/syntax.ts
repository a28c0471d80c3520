/** The command line of flow-parquet. */
import type { CommandSyntax } from '../command/option-table.js';
import { numberOption, readOptions } from '../command/options.js';
import { CommandError } from '../command/run.js';
import { hasOption, lastValue } from '../rows/output-options.js';
import { JOBS } from './make.js';

export const PARQUET_SYNTAX: CommandSyntax = {
  purpose: 'make columnar twins of flow files, which reports read many times faster',
  options: {
    a: { text: 'Make all twins anew, not only those that are missing or out of date.' },
    b: {
      value: 'directory',
      text: 'Directory that gets .columns (default that above the -w directory of flow-capture).',
    },
    j: { value: 'jobs', text: `Twins made at once (default ${JOBS}).` },
    k: { value: 'days', text: 'Keep only twins: remove flow files this old whose twin holds every octet of them.' },
    n: { text: 'Only tell what would be done.' },
    r: { text: 'Make flow files that are gone again of their twins.' },
    v: { text: 'Tell what is done with each file.' },
  },
  operands: 'file|directory...',
};

export interface ParquetOptions {
  readonly what: 'make' | 'restore';
  readonly which: 'all' | 'missing';
  readonly how: 'do' | 'dry run';
  readonly telling: 'each file' | 'summary';
  readonly base?: string;
  readonly jobs: number;
  /** Age of row files that are removed; absent to remove none. */
  readonly keepDays?: number;
  readonly operands: readonly string[];
}

const MOST_JOBS = 64;
const MOST_DAYS = 36_500;

/** @throws CommandError, Exit */
export function parquetOptions(argv: readonly string[]): ParquetOptions {
  const parsed = readOptions(argv, PARQUET_SYNTAX);
  const { operands } = parsed;
  if (operands.length === 0) throw new CommandError('name flow files or directories of them');
  const has = (letter: string): boolean => hasOption(parsed, letter);
  const clash = has('r') && ['a', 'b', 'k'].find(has);
  if (clash) throw new CommandError(`-r and -${clash} do not go together`);
  const [base, jobs, days] = ['b', 'j', 'k'].map((letter) => lastValue(parsed, letter));
  return {
    what: has('r') ? 'restore' : 'make',
    which: has('a') ? 'all' : 'missing',
    how: has('n') ? 'dry run' : 'do',
    telling: has('v') ? 'each file' : 'summary',
    ...(base !== undefined && { base }),
    jobs: jobs === undefined ? JOBS : numberOption('j', jobs, 1, MOST_JOBS),
    ...(days !== undefined && { keepDays: numberOption('k', days, 0, MOST_DAYS) }),
    operands,
  };
}
