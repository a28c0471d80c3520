/** Values of the expressions that a file of settings uses: texts with variables in them, lists, sums, concatenations. */
import type { Token, Variable } from './token.js';

/** One text, or several; numbers are texts, as in Perl. */
export type PerlValue = string | readonly string[];

/** Something that only Perl could read; the message is a phrase that says what. */
export class Unreadable extends Error {
  readonly code = 'unreadable';
}

/** Values of the variables so far, by sigil and name. */
export interface Variables {
  /** The value of a variable, undefined if it has none; it counts as used from now on. */
  readonly use: (key: string) => PerlValue | undefined;
}

/** Nesting of brackets that no file of settings has. */
const DEEPEST = 50;

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', 0: '\0', e: '\u001b' };

/** Texts as Perl makes them of numbers: 15 digits. */
function numberText(value: number): string {
  if (!Number.isFinite(value)) throw new Unreadable('a division by zero');
  return String(Number(value.toPrecision(15)));
}

function numberOf(text: string): number {
  const value = Number(text.trim() || '0');
  if (Number.isNaN(value)) throw new Unreadable(`arithmetic with "${text}", which is no number`);
  return value;
}

function scalar(variables: Variables, name: string): string {
  const value = variables.use(`$${name}`);
  if (typeof value !== 'string') throw new Unreadable(`$${name} has no value before this line`);
  return value;
}

/** The text of a double-quoted string: escapes and variables replaced. */
function interpolate(text: string, variables: Variables): string {
  const pattern = /\\(.)|\$ENV\{['"]?(\w+)['"]?\}|\$(?:\{(\w+)\}|(\w+))(\[|\{|->)?/gs;
  return text.replaceAll(pattern, (...found: (string | undefined)[]) => {
    const [, escape, environment, braced, plain, element] = found;
    if (escape !== undefined) return ESCAPES[escape] ?? escape;
    if (environment !== undefined) return scalar(variables, `ENV{${environment}}`);
    const name = braced ?? plain ?? '';
    if (element !== undefined) throw new Unreadable(`an element of $${name}`);
    return scalar(variables, name);
  });
}

const BINARY: Readonly<Record<string, (left: string, right: string) => string>> = {
  '.': (left, right) => left + right,
  '+': (left, right) => numberText(numberOf(left) + numberOf(right)),
  '-': (left, right) => numberText(numberOf(left) - numberOf(right)),
  '*': (left, right) => numberText(numberOf(left) * numberOf(right)),
  '/': (left, right) => numberText(numberOf(left) / numberOf(right)),
};
const TIMES: ReadonlySet<string> = new Set(['*', '/']);
const PLUS: ReadonlySet<string> = new Set(['.', '+', '-']);
/** No text of a configuration is longer; concatenations of one with itself could be. */
const LONGEST = 4096;
/** Nor has any list more items. */
export const MOST_ITEMS = 10_000;

/** Reads expressions from tokens, each call from where the last one ended. */
export class Expressions {
  /** Place of the next token. */
  at = 0;
  private depth = 0;

  constructor(
    readonly tokens: readonly Token[],
    private readonly variables: Variables,
  ) {}

  get next(): Token | undefined {
    return this.tokens[this.at];
  }

  /** Passes a mark if it is next. */
  passes(...marks: readonly string[]): string | undefined {
    const token = this.next;
    if (token?.kind !== 'mark' || !marks.includes(token.value)) return undefined;
    this.at++;
    return token.value;
  }

  /** @throws Unreadable */
  value({ sigil }: Pick<Variable, 'sigil'>): PerlValue {
    return sigil === '$' ? this.sum() : this.list();
  }

  /** What is assigned to a list: items in brackets, qw(…), another list, or one value. @throws Unreadable */
  list(): readonly string[] {
    if (!this.passes('(')) return this.item();
    const items: string[] = [];
    while (!this.passes(')')) {
      for (const item of this.item()) items.push(item);
      if (items.length > MOST_ITEMS) throw new Unreadable('a list longer than any that makes sense');
      if (this.passes(',', '=>')) continue;
      if (this.passes(')')) break;
      throw new Unreadable('a list that is not closed, or has something else between its values');
    }
    return items;
  }

  private item(): readonly string[] {
    const token = this.next;
    if (token?.kind === 'words') {
      this.at++;
      return token.value;
    }
    if (token?.kind === 'variable' && token.sigil !== '$') {
      this.at++;
      const value = this.variables.use(token.sigil + token.name);
      if (value === undefined) throw new Unreadable(`${token.sigil}${token.name} has no value before this line`);
      return typeof value === 'string' ? [value] : value;
    }
    return [this.sum()];
  }

  private sum(): string {
    return this.chain(PLUS, () => this.chain(TIMES, () => this.factor()));
  }

  private chain(operators: ReadonlySet<string>, operand: () => string): string {
    let left = operand();
    for (let operator = this.passes(...operators); operator; operator = this.passes(...operators)) {
      left = BINARY[operator]?.(left, operand()) ?? left;
      if (left.length > LONGEST) throw new Unreadable('a text longer than any that makes sense');
    }
    return left;
  }

  private factor(): string {
    if (this.passes('-')) return numberText(-numberOf(this.deeper(() => this.factor())));
    if (this.passes('(')) {
      const value = this.deeper(() => this.sum());
      if (!this.passes(')')) throw new Unreadable('a bracket that is not closed');
      return value;
    }
    const token = this.next;
    if (!token) throw new Unreadable('nothing behind the sign');
    const value = this.plain(token);
    this.at++;
    return value;
  }

  private deeper<T>(read: () => T): T {
    if (this.depth >= DEEPEST) throw new Unreadable('brackets nested too deep');
    this.depth++;
    try {
      return read();
    } finally {
      this.depth--;
    }
  }

  /** The value of one token. */
  private plain(token: Token): string {
    const { variables } = this;
    const after = this.tokens[this.at + 1];
    const hasElement = after?.kind === 'mark' && ['[', '{'].includes(after.value);
    switch (token.kind) {
      case 'text':
        return token.interpolated === 'yes' ? interpolate(token.value, variables) : literal(token.value);
      case 'number':
        return numberText(token.value);
      case 'variable':
        if (token.sigil !== '$') throw new Unreadable(`the length of ${token.sigil}${token.name}`);
        if (hasElement) throw new Unreadable(`an element of ${token.name}`);
        return scalar(variables, token.name);
      case 'word':
        if (after?.kind === 'mark' && [',', ';', ')', '=>'].includes(after.value))
          return token.value === 'undef' ? '' : token.value;
        throw new Unreadable(`the function ${token.value}`);
      case 'broken':
        throw new Unreadable(token.reason);
      default:
        throw new Unreadable(`"${token.kind === 'mark' ? token.value : 'qw'}" where a value should stand`);
    }
  }
}

/** The text of a single-quoted string: only the quote and the backslash are escaped. */
function literal(text: string): string {
  return text.replaceAll(/\\([\\'])/g, '$1');
}
