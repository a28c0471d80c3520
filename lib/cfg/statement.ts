/** One statement of a configuration file: its words are taken one after the other, and its place is known. */
import { parseNumber } from './number.js';
import { CfgError } from './error.js';

export class Statement {
  private at = 1;

  /** @param words at least one: the keyword */
  constructor(
    readonly file: string,
    /** Line number, from 1. */
    readonly line: number,
    private readonly words: readonly string[],
  ) {}

  /** The first word as it stands. */
  get word(): string {
    return this.words[0] ?? '';
  }

  /** The first word in lower case: keywords are not case sensitive. */
  get keyword(): string {
    return this.word.toLowerCase();
  }

  /** `FILE line N: TEXT` */
  placed(text: string): string {
    return `${this.file} line ${this.line}: ${text}`;
  }

  error(text: string): CfgError {
    return new CfgError('syntax', this.placed(text));
  }

  /** The next word in lower case, not taken. */
  get next(): string | undefined {
    return this.words[this.at]?.toLowerCase();
  }

  /** True while words are left. */
  get more(): boolean {
    return this.at < this.words.length;
  }

  /**
   * The next word.
   * @param expected what it is, for the message if it is missing
   * @throws CfgError
   */
  take(expected: string): string {
    const word = this.words[this.at++];
    if (word === undefined) throw this.error(`Expecting ${expected}.`);
    return word;
  }

  /** All words that are left, with one space between them. @throws CfgError if there are none */
  rest(expected: string): string {
    const words = [this.take(expected), ...this.words.slice(this.at)];
    this.at = this.words.length;
    return words.join(' ');
  }

  /** The next word as a number in C notation, at most `largest`. @throws CfgError */
  takeNumber(expected: string, largest = 0xffffffff): number {
    return this.asNumber(this.take(expected), expected, largest);
  }

  /** A word that was taken, as a number. @throws CfgError */
  asNumber(word: string, expected: string, largest: number): number {
    const value = parseNumber(word);
    if (value === undefined) throw this.error(`Expecting ${expected}, not "${word}".`);
    if (value > largest) throw this.error('Value out of range.');
    return value;
  }

  /** The next word as one of a few, whatever its case. @throws CfgError */
  takeOneOf<T extends string>(expected: string, choices: readonly T[]): T {
    const word = this.take(expected).toLowerCase();
    const choice = choices.find((one) => one === word);
    if (choice === undefined) throw this.error(`Expecting one of {${choices.join(',')}}`);
    return choice;
  }

  /** @throws CfgError if words are left: a `#` after a statement is one too */
  end(): void {
    const word = this.words[this.at];
    if (word !== undefined) throw this.error(`Unexpected "${word}".`);
  }
}
