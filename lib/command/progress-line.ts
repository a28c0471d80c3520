/** Progress for people: one line that changes on a terminal; elsewhere a line every few seconds, or none. */

export interface ProgressTarget {
  readonly isTTY?: boolean;
  /** Width of the terminal. */
  readonly columns?: number;
  write(text: string): unknown;
}

export interface ProgressOptions {
  /** What is shown where the target is no terminal. */
  readonly elsewhere: 'a line at times' | 'nothing';
  /** What is over sooner shows nothing on a terminal, ms; default 0. */
  readonly notBefore?: number;
  readonly now?: () => number;
}

const TERMINAL_MS = 100;
const LOG_MS = 3000;
/** Where the terminal does not tell its width. */
const USUAL_COLUMNS = 80;
/** Carriage return, and "erase to the end of the line" (ECMA-48 section 8.3.41). */
const ERASE = '\r\u001b[K';

/** The line that stands on the terminal now. */
let shown: ProgressLine | undefined;

/** To be called before anything else is written to the terminal. */
export function clearProgress(): void {
  shown?.clear();
}

export class ProgressLine {
  readonly #target: ProgressTarget;
  readonly #elsewhere: ProgressOptions['elsewhere'];
  readonly #now: () => number;
  #next: number;

  constructor(target: ProgressTarget, { elsewhere, notBefore = 0, now = Date.now }: ProgressOptions) {
    this.#target = target;
    this.#elsewhere = elsewhere;
    this.#now = now;
    this.#next = now() + (target.isTTY ? notBefore : LOG_MS);
  }

  /** Shows the text unless it is too early for it, or for another one. */
  update(text: () => string): void {
    const now = this.#now();
    if (now < this.#next) return;
    this.#next = now + (this.#target.isTTY ? TERMINAL_MS : LOG_MS);
    this.#write(text());
  }

  /** Shows the last text, or leaves the one that stands there, and ends the line. */
  end(text?: string): void {
    if (text !== undefined) this.#write(text);
    if (shown === this) this.#target.write('\n');
    if (shown === this) shown = undefined;
  }

  /** Takes the line away. */
  clear(): void {
    if (shown !== this) return;
    this.#target.write(ERASE);
    shown = undefined;
  }

  #write(text: string): void {
    const { isTTY, columns } = this.#target;
    if (isTTY) {
      // one that wraps could not be taken back; a terminal without size has 0 columns
      this.#target.write(`${ERASE}${text.slice(0, (columns || USUAL_COLUMNS) - 1)}`);
      shown = this; // eslint-disable-line @typescript-eslint/no-this-alias -- there is one terminal
    } else if (this.#elsewhere === 'a line at times') this.#target.write(`${text}\n`);
  }
}

/** `1.2 M`, `830`: three digits are enough to watch. */
export function roughly(value: number): string {
  if (value >= 1e6) return `${(value / 1e6).toFixed(value >= 1e7 ? 1 : 2)} M`;
  return value >= 1e4 ? `${Math.round(value / 1e3)} k` : String(Math.round(value));
}
