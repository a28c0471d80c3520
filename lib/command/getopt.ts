/** Option parsing as GNU getopt does it: clusters, values attached or separate, options after operands, `--`. */

export interface ParsedOptions {
  /** In the order given; `value` is absent for options that take none. */
  readonly options: readonly { readonly letter: string; readonly value?: string }[];
  readonly operands: readonly string[];
}

/** A command line that cannot be understood; the message is what getopt would print after the program's name. */
export class UsageError extends Error {
  readonly code = 'usage';
}

/**
 * @param argv arguments without the program's name
 * @param spec option letters, each followed by `:` if it takes a value
 * @throws UsageError for an unknown option or a missing value
 */
export function getopt(argv: readonly string[], spec: string): ParsedOptions {
  const options: { letter: string; value?: string }[] = [];
  const operands: string[] = [];
  const rest = [...argv];
  for (let argument = rest.shift(); argument !== undefined; argument = rest.shift()) {
    if (argument === '--') {
      operands.push(...rest);
      break;
    }
    if (!argument.startsWith('-') || argument === '-') {
      operands.push(argument);
      continue;
    }
    for (let at = 1; at < argument.length; at++) {
      const letter = argument.charAt(at);
      const found = letter === ':' ? -1 : spec.indexOf(letter);
      if (found < 0) throw new UsageError(`invalid option -- '${letter}'`);
      if (spec.charAt(found + 1) !== ':') {
        options.push({ letter });
        continue;
      }
      const value = at + 1 < argument.length ? argument.slice(at + 1) : rest.shift();
      if (value === undefined) throw new UsageError(`option requires an argument -- '${letter}'`);
      options.push({ letter, value });
      break;
    }
  }
  return { options, operands };
}
