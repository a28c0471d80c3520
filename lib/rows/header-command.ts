/** flow-header: what a flow file's header says (reference sections 1.9 and 5.16). */
import { readOptions } from '../command/options.js';
import { TextOutput } from '../command/text-output.js';
import { describeHeader } from '../ftfile/describe.js';
import { openInput } from './input.js';

/** @returns the exit status */
export async function flowHeader(argv: readonly string[]): Promise<number> {
  const { options } = readOptions(argv, { letters: 'c:d:', usage: '[-h] [-c comment_char] [-d debug_level] < file' });
  const comment = options.findLast(({ letter }) => letter === 'c')?.value ?? '#';
  const file = await openInput();
  await file.close();
  const output = new TextOutput();
  await output.write(describeHeader(file.header, comment.slice(0, 1)));
  await output.flush();
  return 0;
}
