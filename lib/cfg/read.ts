/** Reads a configuration file statement by statement against a grammar (reference section 5.0). */
import { readFileSync } from 'node:fs';
import { CfgError } from './error.js';
import { Statement } from './statement.js';
import { substitute, type Variables } from './variables.js';

/** What to do with each keyword, all in lower case; the handler takes the words after it. */
export type Block = Readonly<Record<string, (statement: Statement) => void>>;

/** A keyword that opens a block returns what may stand in it; the block ends where the next of these keywords stands. */
export type Grammar = Readonly<Record<string, (statement: Statement) => Block | undefined>>;

/** Text of a configuration file. `file` is its name for messages. */
export interface CfgSource {
  readonly file: string;
  readonly text: string;
  readonly variables?: Variables;
}

const NO_VARIABLES: Variables = new Map();

/** @throws CfgError `unreadable` */
export function cfgSource(file: string, variables: Variables = NO_VARIABLES): CfgSource {
  try {
    return { file, text: readFileSync(file, 'utf8'), variables };
  } catch (cause) {
    throw new CfgError('unreadable', `${file}: cannot be read: ${cause instanceof Error ? cause.message : ''}`, [], {
      cause,
    });
  }
}

/**
 * The statements of a text. A line whose first word begins with `#` is a comment, even where its variables are broken.
 * @throws CfgError
 */
export function* statements({ file, text, variables = NO_VARIABLES }: CfgSource): Generator<Statement> {
  for (const [index, raw] of text.split('\n').entries()) {
    if (/^[ \t\r]*(?:#|$)/.test(raw)) continue;
    const line = substitute(raw, variables);
    if (line === undefined)
      throw new CfgError('syntax', `${file} line ${index + 1}: Expecting @{NAME} or @{NAME:-default}.`);
    const words = line.split(/[ \t\r]+/).filter((word) => word !== '');
    if (words.length > 0) yield new Statement(file, index + 1, words);
  }
}

/**
 * Takes a text through a grammar. Each statement must be used up by its handler.
 * @throws CfgError at the first statement that does not fit
 */
export function readCfg(source: CfgSource, grammar: Grammar): void {
  let block: Block = {};
  for (const statement of statements(source)) {
    const { keyword } = statement;
    if (Object.hasOwn(grammar, keyword)) block = grammar[keyword]?.(statement) ?? {};
    else if (Object.hasOwn(block, keyword)) block[keyword]?.(statement);
    else throw statement.error(`Unexpected "${statement.word}".`);
    statement.end();
  }
}
