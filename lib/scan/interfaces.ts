/** Lists of interfaces as a set. */
import { parseList } from '../cfg/list.js';
import { CommandError } from '../command/run.js';

const LARGEST = 0xffff;

/**
 * Reads the value of -i or -I: numbers and ranges, a leading `!` for all others.
 * @throws CommandError that names the option
 */
export function interfaceSet(letter: 'i' | 'I', text: string): (ifIndex: number) => boolean {
  try {
    const { inverted, ranges } = parseList(text, { largest: LARGEST });
    const listed = new Uint8Array(LARGEST + 1);
    for (const { lo, hi } of ranges) listed.fill(1, lo, hi + 1);
    return (ifIndex) => (listed[ifIndex] === 1) !== inverted;
  } catch (cause) {
    throw new CommandError(`-${letter} ${text}: ${cause instanceof Error ? cause.message : String(cause)}`, 1, {
      cause,
    });
  }
}
