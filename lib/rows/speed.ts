/** -d: how many flows a command has worked through, and how fast (reference section 5.0). */
import type { ParsedOptions } from '../command/getopt.js';
import { numberOption } from '../command/options.js';
import { warn } from '../command/run.js';
import type { FlowFile } from '../ftfile/reader.js';
import { lastValue } from './output-options.js';

export const SPEED_OPTION = {
  value: 'level',
  text: 'Above 0: tell at the end how many flows were processed, and how fast.',
} as const;

export class Speed {
  readonly #start = performance.now();
  readonly #level: number;
  #flows = 0;

  /** Time runs from here. @throws CommandError for a level that is no number */
  constructor(parsed: ParsedOptions) {
    this.#level = numberOption('d', lastValue(parsed, 'd') ?? '0', 0, Number.MAX_SAFE_INTEGER);
  }

  /** The same file; its records are counted while they are read. */
  counted(file: FlowFile): FlowFile {
    if (this.#level === 0) return file;
    const count = (flows: number) => (this.#flows += flows);
    return {
      ...file,
      async *batches() {
        for await (const batch of file.batches()) {
          count(batch.count);
          yield batch;
        }
      },
    };
  }

  /** Tells on standard error, with -d only. @param flows where they were not counted on the way */
  tell(flows = this.#flows): void {
    if (this.#level === 0) return;
    const seconds = (performance.now() - this.#start) / 1000;
    warn(`processed ${flows} flows`);
    warn(`  seconds=${seconds.toFixed(3)} flows/second=${Math.round(flows / Math.max(seconds, 0.001))}`);
  }
}
