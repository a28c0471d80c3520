/** The settings of a Perl file, read and not executed: assignments in order, and what only Perl could read. */
import { Expressions, MOST_ITEMS, Unreadable, type PerlValue } from './expression.js';
import { perlTokens, type Token, type Variable } from './token.js';

export interface PerlSetting {
  readonly name: string;
  readonly value: PerlValue;
  /** 1 is the first line. */
  readonly line: number;
  readonly used: 'by others' | 'by none';
}

export interface PerlProblem {
  readonly line: number;
  /** Where what could not be read ends. */
  readonly lastLine: number;
  /** A phrase. */
  readonly reason: string;
}

export interface PerlSettings {
  /** Each variable once, as it is at the end, in the order of the last assignments. */
  readonly settings: readonly PerlSetting[];
  readonly problems: readonly PerlProblem[];
}

/** Statements that set nothing: they are passed over. */
const IDLE: ReadonlySet<string> = new Set(['use', 'no', 'package', 'require', 'return']);
const DECLARATIONS: ReadonlySet<string> = new Set(['my', 'our', 'local']);
/** Variables of Perl's modules. */
const MACHINERY: ReadonlySet<string> = new Set(['EXPORT', 'EXPORT_OK', 'ISA', 'VERSION']);

const isMark = (token: Token | undefined, value: string): boolean => token?.kind === 'mark' && token.value === value;

class Reader {
  private readonly assignments = new Map<string, Omit<PerlSetting, 'used'>>();
  readonly problems: PerlProblem[] = [];
  private readonly variables = new Map<string, PerlValue>();
  private readonly used = new Set<string>();
  private readonly source: Expressions;

  constructor(tokens: readonly Token[]) {
    this.source = new Expressions(tokens, {
      use: (key) => {
        this.used.add(key);
        return this.variables.get(key);
      },
    });
  }

  get settings(): PerlSetting[] {
    return [...this.assignments].map(([key, each]) => ({
      ...each,
      used: this.used.has(key) ? 'by others' : 'by none',
    }));
  }

  read(): void {
    const { source } = this;
    for (let first = source.next; first; first = source.next) {
      if (source.passes(';')) continue;
      const start = source.at;
      try {
        this.statement(first);
      } catch (error) {
        if (!(error instanceof Unreadable)) throw error;
        this.skip(start);
        const last = source.tokens[source.at - 1] ?? first;
        this.problems.push({ line: first.line, lastLine: last.line, reason: error.message });
      }
    }
  }

  private statement(first: Token): void {
    const { source } = this;
    if (first.kind === 'number' && first.value === 1 && isMark(source.tokens[source.at + 1], ';')) {
      source.at++; // the truth that a module ends with
      return;
    }
    if (first.kind === 'word' && IDLE.has(first.value)) {
      while (source.next && !isMark(source.next, ';')) source.at++;
      return;
    }
    if (first.kind === 'word' && DECLARATIONS.has(first.value)) source.at++;
    if (first.kind === 'word' && first.value === 'push') {
      this.push();
      return;
    }
    const target = source.next;
    if (target?.kind !== 'variable') throw new Unreadable(describe(first));
    source.at++;
    if (isMark(source.next, '[') || isMark(source.next, '{')) throw new Unreadable(`an element of ${target.name}`);
    const sign = source.passes('=', '.=');
    if (!sign) throw new Unreadable(`no value for ${target.sigil}${target.name}`);
    const value = source.value(target);
    this.end();
    const before = this.variables.get(keyOf(target));
    const longer = sign === '.=' && typeof before === 'string' && typeof value === 'string';
    this.set(target, longer ? before + value : value, first.line);
  }

  /** `push(@list, "one", "two");`, with or without brackets. */
  private push(): void {
    const { source } = this;
    const { line } = source.tokens[source.at] ?? { line: 0 };
    source.at++;
    const bracket = source.passes('(');
    const target = source.next;
    if (target?.kind !== 'variable' || target.sigil !== '@') throw new Unreadable('push to what is no list');
    source.at++;
    const list = this.variables.get(keyOf(target));
    const before = typeof list === 'object' ? list : [];
    const added: string[] = [];
    while (source.passes(',')) for (const item of source.list()) added.push(item);
    if (before.length + added.length > MOST_ITEMS) throw new Unreadable('a list longer than any that makes sense');
    if (bracket && !source.passes(')')) throw new Unreadable('a bracket that is not closed');
    this.end();
    this.set(target, [...before, ...added], line);
  }

  /** A condition may follow, with which the statement does not count. */
  private end(): void {
    const { source } = this;
    if (source.next && !source.passes(';')) throw new Unreadable('more than a value');
  }

  private set(target: Variable, value: PerlValue, line: number): void {
    const key = keyOf(target);
    this.variables.set(key, value);
    if (MACHINERY.has(target.name)) return;
    this.assignments.delete(key); // so that it comes last
    this.assignments.set(key, { name: target.name, value, line });
  }

  /** On to the next statement: behind the `;`, behind the block, or at the next line that assigns something. */
  private skip(start: number): void {
    const { source } = this;
    let depth = 0;
    for (source.at = start; source.next; source.at++) {
      const token = source.next;
      if (isMark(token, '{')) depth++;
      if (depth > 0 && isMark(token, '}') && --depth === 0) {
        source.at++;
        return;
      }
      if (depth > 0) continue;
      const assigns = token.kind === 'variable' && isMark(source.tokens[source.at + 1], '=');
      if (source.at > start && token.starts === 'line' && assigns) return;
      if (isMark(token, ';')) return;
    }
  }
}

const keyOf = ({ sigil, name }: Variable): string => sigil + name;

/** What a statement is that assigns nothing. */
function describe(token: Token): string {
  switch (token.kind) {
    case 'word':
      return `"${token.value}"`;
    case 'mark':
      return `"${token.value}"`;
    case 'broken':
      return token.reason;
    default:
      return 'a value that nothing takes';
  }
}

/** Reads a text, whatever it is; what cannot be read is told and passed over. */
export function readPerlSettings(text: string): PerlSettings {
  const reader = new Reader([...perlTokens(text)]);
  reader.read();
  return { settings: reader.settings, problems: reader.problems };
}
