/** A Perl text as tokens: what a file of settings consists of, and everything else as single characters. */

/** What is assigned to, or read: `$name`, `@name`, `%name`, `$ENV{NAME}`. */
export interface Variable {
  readonly kind: 'variable';
  readonly sigil: '$' | '@' | '%';
  readonly name: string;
}

export type Token = (
  | Variable
  /** `value` as written between the quotes; escapes and variables in it count where it is interpolated. */
  | { readonly kind: 'text'; readonly value: string; readonly interpolated: 'yes' | 'no' }
  /** The words of qw(…). */
  | { readonly kind: 'words'; readonly value: readonly string[] }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'word'; readonly value: string }
  | { readonly kind: 'mark'; readonly value: string }
  /** A quote that its line does not close, or whatever else is none of these. */
  | { readonly kind: 'broken'; readonly reason: string }
) & {
  /** 1 is the first line. */
  readonly line: number;
  /** Whether it is the first of its line. */
  readonly starts: 'line' | 'no line';
};

const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}', '<': '>' };

/** Each pattern is tried at a place of a line, in this order. */
const NUMBER = /(?:0[xX][\da-fA-F_]+|0[bB][01_]+|\d[\d_]*(?:\.\d+)?(?:[eE][+-]?\d+)?|\.\d+)/y;
const VARIABLE = /([$@%])(?:\{\s*(\w+)\s*\}|(\w+(?:::\w+)*))/y;
const ENVIRONMENT = /\$ENV\{\s*(['"]?)(\w+)\1\s*\}/y;
const QUOTE_WORD = /(qw|qq|q)\s*([^\w\s,;=])/y;
const WORD = /[A-Za-z_]\w*(?:::\w+)*/y;
const MARK = /=>|\.=|\|\||&&|==|=~|<<|[^\s]/y;

function match(pattern: RegExp, line: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(line);
}

/** Where the text that begins at `from` ends; -1 if the line does not close it. Brackets count as in Perl. */
function endOfText(line: string, from: number, open: string): number {
  const close = CLOSING[open] ?? open;
  let depth = 0;
  for (let at = from; at < line.length; at++) {
    const character = line.charAt(at);
    if (character === '\\') at++;
    else if (character === close && depth-- === 0) return at;
    else if (character === open && open !== close) depth++;
  }
  return -1;
}

/** `0x1f`, `0755` and `1_000` as Perl reads them. */
function numberOf(text: string): number {
  const digits = text.replaceAll('_', '');
  return /^0[0-7]+$/.test(digits) ? parseInt(digits, 8) : Number(digits);
}

type Found = { readonly token: DistributiveOmit<Token, 'line' | 'starts'>; readonly end: number };
type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

function quoted(line: string, start: number, open: string, kind: string): Found {
  const end = endOfText(line, start, open);
  if (end < 0) return { token: { kind: 'broken', reason: `a ${open} that is not closed` }, end: line.length };
  const value = line.slice(start, end);
  if (kind === 'qw') return { token: { kind: 'words', value: value.split(/\s+/).filter(Boolean) }, end: end + 1 };
  return { token: { kind: 'text', value, interpolated: kind === 'qq' ? 'yes' : 'no' }, end: end + 1 };
}

/** The token at a place that is no blank. */
function tokenAt(line: string, at: number): Found {
  const character = line.charAt(at);
  if (character === '"') return quoted(line, at + 1, '"', 'qq');
  if (character === "'") return quoted(line, at + 1, "'", 'q');
  if (character === '`') return command(line, at);
  const environment = match(ENVIRONMENT, line, at);
  if (environment) {
    const name = `ENV{${environment[2] ?? ''}}`;
    return { token: { kind: 'variable', sigil: '$', name }, end: ENVIRONMENT.lastIndex };
  }
  const variable = match(VARIABLE, line, at);
  if (variable) {
    const sigil = variable[1] as Variable['sigil']; // the pattern has no others
    const name = (variable[2] ?? variable[3] ?? '').replace(/^.*::/, '');
    return { token: { kind: 'variable', sigil, name }, end: VARIABLE.lastIndex };
  }
  const quote = match(QUOTE_WORD, line, at);
  if (quote) return quoted(line, QUOTE_WORD.lastIndex, quote[2] ?? '', quote[1] ?? '');
  const number = match(NUMBER, line, at);
  if (number) return { token: { kind: 'number', value: numberOf(number[0]) }, end: NUMBER.lastIndex };
  const word = match(WORD, line, at);
  if (word) return { token: { kind: 'word', value: word[0] }, end: WORD.lastIndex };
  const mark = match(MARK, line, at);
  return { token: { kind: 'mark', value: mark?.[0] ?? character }, end: Math.max(MARK.lastIndex, at + 1) };
}

/** What a shell would have to run. */
function command(line: string, at: number): Found {
  const end = endOfText(line, at + 1, '`');
  return { token: { kind: 'broken', reason: 'a command to run' }, end: end < 0 ? line.length : end + 1 };
}

/**
 * Tokens of a text, whatever it is. Comments, documentation and what follows __END__ are left out. Texts end on the line
 * on which they begin: one that a file of settings carries on is more likely a forgotten quote.
 */
export function* perlTokens(text: string): Generator<Token, void, void> {
  let documentation = false;
  for (const [index, line] of text.split(/\r\n|\r|\n/).entries()) {
    if (documentation) {
      documentation = !line.startsWith('=cut');
      continue;
    }
    if (/^=[a-z]/i.test(line)) {
      documentation = true;
      continue;
    }
    if (/^__(?:END|DATA)__\b/.test(line)) return;
    let starts: Token['starts'] = 'line';
    for (let at = 0; at < line.length;) {
      if (/\s/.test(line.charAt(at))) {
        at++;
        continue;
      }
      if (line.charAt(at) === '#') break;
      const { token, end } = tokenAt(line, at);
      yield { ...token, line: index + 1, starts };
      starts = 'no line';
      at = end;
    }
  }
}
