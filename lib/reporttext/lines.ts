/** Lines of standard input, however long the input is. */
import { createInterface } from 'node:readline';

export function inputLines(): AsyncIterable<string> {
  return createInterface({ input: process.stdin, crlfDelay: Infinity });
}
