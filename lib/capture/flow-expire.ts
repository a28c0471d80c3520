/** flow-expire: the expiry of flow-capture as a command (reference section 5.17). */
import { stat } from 'node:fs/promises';
import type { CommandSyntax } from '../command/option-table.js';
import { numberOption, readOptions } from '../command/options.js';
import { CommandError, warn } from '../command/run.js';
import { Expiry } from './expiry.js';
import { parseSize } from './size.js';

export const EXPIRE_SYNTAX: CommandSyntax = {
  purpose: 'delete the oldest flow files',
  options: {
    d: { value: 'level', text: 'Above 0: delete nothing, only tell what would be deleted.' },
    e: { value: 'files', text: 'Keep at most so many files (0: no limit).' },
    E: { value: 'size', text: 'Keep at most so many octets, with b (512), K, M or G behind the number (0: no limit).' },
    w: { value: 'workdir', text: 'Directory of the files (default the working directory).' },
  },
};

/** @returns the exit status */
export async function flowExpire(argv: readonly string[]): Promise<number> {
  const { options } = readOptions(argv, EXPIRE_SYNTAX);
  const value = (letter: string) => options.findLast((option) => option.letter === letter)?.value;
  const size = value('E');
  const octets = size === undefined ? 0 : parseSize(size);
  if (octets === undefined)
    throw new CommandError(`-E ${size ?? ''}: it must be a number, perhaps followed by b (512), K, M or G`);
  const directory = value('w') ?? '.';
  const found = await stat(directory).catch((error: unknown) => {
    throw new CommandError(`-w ${directory}: ${error instanceof Error ? error.message : String(error)}`);
  });
  if (!found.isDirectory()) throw new CommandError(`-w ${directory}: is no directory`);

  const limits = {
    files: numberOption('e', value('e') ?? '0', 0, 2 ** 32 - 1),
    octets,
    mode: numberOption('d', value('d') ?? '0', 0, 2 ** 31) > 0 ? ('report' as const) : ('delete' as const),
  };
  const expiry = new Expiry(limits, warn);
  await expiry.load(directory, new AbortController().signal);
  await expiry.enforce(0);
  return 0;
}
