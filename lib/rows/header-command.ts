/** flow-header: what a flow file's header says (reference sections 1.9 and 5.16). */
import type { CommandSyntax } from '../command/option-table.js';
import { readOptions } from '../command/options.js';
import { TextOutput } from '../command/text-output.js';
import { describeHeader } from '../ftfile/describe.js';
import { openInput } from './input.js';
import { DEBUG_OPTION } from './output-options.js';

export const HEADER_SYNTAX: CommandSyntax = {
  purpose: 'print the header of a flow file',
  options: {
    c: { value: 'char', text: 'Character that begins each line (default #).' },
    d: DEBUG_OPTION,
  },
  input: 'flow file',
};

/** @returns the exit status */
export async function flowHeader(argv: readonly string[]): Promise<number> {
  const { options } = readOptions(argv, HEADER_SYNTAX);
  const comment = options.findLast(({ letter }) => letter === 'c')?.value ?? '#';
  const file = await openInput();
  await file.close();
  const output = new TextOutput();
  await output.write(describeHeader(file.header, comment.slice(0, 1)));
  await output.flush();
  return 0;
}
