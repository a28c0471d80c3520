/** Progress for people: one line that changes on a terminal, a line every few seconds elsewhere. */

export interface ProgressTarget {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

const TERMINAL_MS = 100;
const LOG_MS = 3000;

export class ProgressLine {
  readonly #target: ProgressTarget;
  readonly #now: () => number;
  #shown: number;
  #open = false;

  constructor(target: ProgressTarget, now: () => number = Date.now) {
    this.#target = target;
    this.#now = now;
    this.#shown = target.isTTY ? -Infinity : now();
  }

  /** Shows the text unless the last one was shown just now. */
  update(text: () => string): void {
    const now = this.#now();
    if (now - this.#shown < (this.#target.isTTY ? TERMINAL_MS : LOG_MS)) return;
    this.#shown = now;
    this.#write(text());
  }

  /** Shows the last text, or nothing, and ends the line. */
  end(text?: string): void {
    if (text !== undefined) this.#write(text);
    if (this.#open) this.#target.write('\n');
    this.#open = false;
  }

  #write(text: string): void {
    if (!this.#target.isTTY) {
      this.#target.write(`${text}\n`);
      return;
    }
    this.#target.write(`\r${text}\u001b[K`); // clears what a longer text left
    this.#open = true;
  }
}

/** `1.2 M`, `830`: three digits are enough to watch. */
export function roughly(value: number): string {
  if (value >= 1e6) return `${(value / 1e6).toFixed(value >= 1e7 ? 1 : 2)} M`;
  return value >= 1e4 ? `${Math.round(value / 1e3)} k` : String(Math.round(value));
}
