/** One process of rrdtool for many commands, by its remote control: a line in, an answer out. */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { RrdError } from './rrdtool.js';

/** What one command waits for. */
interface Asked {
  readonly words: readonly string[];
  readonly resolve: (lines: string[]) => void;
  readonly reject: (error: RrdError) => void;
}

/** What says that an answer is complete. */
const OK = /^OK u:/;
const FAILED = /^ERROR: ?/;

/**
 * The words as one line. Within quotes rrdtool takes every character but the quote itself, and has no other escape.
 * @throws RrdError for what no line can hold
 */
function commandLine(words: readonly string[]): string {
  if (words.some((word) => /[\n\r\0]/.test(word)))
    throw new RrdError(`rrdtool ${words[0]}: a file name or text with a line break cannot be used`);
  return words
    .map((word) =>
      word
        .split('"')
        .map((part) => `"${part}"`)
        .join(`'"'`),
    )
    .join(' ');
}

export interface RrdProcessOptions {
  /** Default: found on the PATH. */
  readonly program?: string;
}

/**
 * Commands are answered in their order; several may wait. No shell. The program is
 * started with the first command, and again if it has ended.
 */
export class RrdProcess {
  #child: ChildProcessWithoutNullStreams | undefined;
  #waiting: Asked[] = [];
  #lines: string[] = [];
  #rest = '';

  constructor(private readonly options: RrdProcessOptions = {}) {}

  /**
   * Runs one command.
   * @param words command, options and operands, as `rrdtool` takes them
   * @returns what it prints, line by line
   * @throws RrdError with what rrdtool says
   */
  async run(...words: readonly string[]): Promise<string[]> {
    const line = commandLine(words);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ words, resolve, reject });
      this.#child ??= this.#start();
      this.#child.stdin.write(`${line}\n`);
    });
  }

  /** Ends the program when it has answered all that waits. */
  async close(): Promise<void> {
    const child = this.#child;
    if (!child) return;
    const ended = new Promise((resolve) => child.once('close', resolve));
    child.stdin.end();
    await ended;
  }

  #start(): ChildProcessWithoutNullStreams {
    const { program = 'rrdtool' } = this.options;
    const child = spawn(program, ['-'], { env: { ...process.env, LC_ALL: 'C.UTF-8' } });
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.#read(text);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-1000)));
    child.stdin.on('error', () => undefined); // it has ended: that is told below
    const ended = (why: string) => {
      if (this.#child !== child) return;
      this.#child = undefined;
      const waiting = this.#waiting;
      [this.#waiting, this.#lines, this.#rest] = [[], [], ''];
      for (const { words, reject } of waiting) reject(new RrdError(`rrdtool ${words[0]}: ${why}`));
    };
    child.on('error', ({ message }) => {
      ended(`cannot be run (${message}): install the package rrdtool, or set PATH so that it is found`);
    });
    child.on('close', (status, signal) => {
      ended(`ended with ${signal ?? `status ${status}`}${said === '' ? '' : `: ${said.trim()}`}`);
    });
    return child;
  }

  #read(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) {
      const failed = FAILED.test(line);
      if (!failed && !OK.test(line)) {
        this.#lines.push(line);
        continue;
      }
      const asked = this.#waiting.shift();
      const answer = this.#lines;
      this.#lines = [];
      if (failed) asked?.reject(new RrdError(`rrdtool ${asked.words[0]}: ${line.replace(FAILED, '')}`));
      else asked?.resolve(answer);
    }
  }
}
