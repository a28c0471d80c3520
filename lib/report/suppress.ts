/** The flows that scan detection leaves out: lines of `ADDRESS PROTOCOL SRCPORT DSTPORT`, `-` for any (reference section 3.5). */
import type { FieldName } from '../flow/field.js';
import { FieldListError } from '../query/field-list-error.js';
import { readFieldList } from '../query/fieldlist.js';
import type { Filter } from '../query/filter.js';

const CONDITIONS = ['prot', 'srcport', 'dstport'] as const satisfies readonly FieldName[];
const WORDS = 1 + CONDITIONS.length;
/** More lines than this would make a query that no data base takes. */
const MOST_LINES = 1000;

export interface Suppressed {
  /** Passes the flows that a line matches. */
  readonly filter: Filter;
  /** What is wrong, in whole sentences; lines that cannot be read leave nothing out. */
  readonly problems: readonly string[];
}

function readLine(words: readonly string[], address: 'srcaddr' | 'dstaddr'): Filter {
  const fields = [address, ...CONDITIONS];
  const of = words.flatMap((word, index) => (word === '-' ? [] : [readFieldList(fields[index]!, word)]));
  return { kind: 'and', of };
}

/**
 * Reads a suppress file of flow-dscan. An address may also be a network or of IPv6; empty lines and those that begin with
 * `#` are left out.
 * @param address the field that the lines' addresses are compared with
 * @param file its name, for messages
 */
export function readSuppressed(text: string, address: 'srcaddr' | 'dstaddr', file: string): Suppressed {
  const of: Filter[] = [];
  const problems: string[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    const words = line.trim().split(/\s+/);
    if (words[0] === '' || words[0]?.startsWith('#')) continue;
    if (of.length === MOST_LINES) {
      problems.push(`${file} has more than ${MOST_LINES} lines: those from line ${index + 1} on leave nothing out.`);
      break;
    }
    if (words.length !== WORDS) {
      problems.push(
        `${file} line ${index + 1} leaves nothing out: it must have an address, a protocol, a source port and a destination port, "-" for any.`,
      );
      continue;
    }
    try {
      of.push(readLine(words, address));
    } catch (error) {
      if (!(error instanceof FieldListError)) throw error;
      problems.push(`${file} line ${index + 1} leaves nothing out: ${error.message}`);
    }
  }
  return { filter: { kind: 'or', of }, problems };
}
