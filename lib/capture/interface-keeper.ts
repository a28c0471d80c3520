/** Keeps what exporters tell of their interfaces in a file of the working directory, and over restarts. */
import type { Ms } from '../flow/time.js';
import { InterfaceBook } from '../interfaces/interface-book.js';
import { readTold, writeInterfaces } from '../interfaces/interfaces-file.js';
import type { Log } from './limited-log.js';

/** How old the file may become while there is something new. */
const WRITE_AFTER: Ms = 60_000;

export class InterfaceKeeper {
  readonly book = new InterfaceBook();
  #written = 0;
  #since: Ms | undefined;
  #writing: Promise<void> | undefined;

  private constructor(
    private readonly directory: string,
    private readonly log: Log,
  ) {}

  /** Begins with what the file of the directory says; one that cannot be read is written anew. */
  static async open(directory: string, log: Log): Promise<InterfaceKeeper> {
    const keeper = new InterfaceKeeper(directory, log);
    try {
      const told = await readTold(directory);
      if (told) keeper.book.restore(told);
    } catch (error) {
      log(`${error instanceof Error ? error.message : String(error)}; it will be made anew`);
    }
    keeper.#written = keeper.book.changes;
    return keeper;
  }

  /** Writes what is new, at most once a minute; to be called about once a second. */
  turn(now: Ms): void {
    if (this.book.changes === this.#written) return;
    this.#since ??= now;
    if (this.#writing || now - this.#since < WRITE_AFTER) return;
    this.#since = undefined;
    this.#writing = this.#write().finally(() => {
      this.#writing = undefined;
    });
  }

  /** Writes what is new. */
  async close(): Promise<void> {
    await this.#writing;
    if (this.book.changes !== this.#written) await this.#write();
  }

  /** A disk that refuses loses nothing but this: the next turn tries again. */
  async #write(): Promise<void> {
    const { changes } = this.book;
    try {
      await writeInterfaces(this.directory, this.book);
      this.#written = changes;
    } catch (error) {
      this.log(
        `cannot keep names and counters of interfaces: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }
}
