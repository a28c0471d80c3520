/** The configuration as its file has it now; one that is wrong changes nothing. */
import { statSync } from 'node:fs';
import type { Configuration } from '../config/configuration.js';
import { configurationFile, loadConfiguration } from '../config/load.js';

export class CurrentConfiguration {
  readonly #file = configurationFile();
  readonly #log: (line: string) => void;
  #mark: string;
  #configuration: Configuration;

  /**
   * @param log gets what is wrong with a file that has changed, and that it was read
   * @throws ConfigurationError if it cannot be used now
   */
  constructor(log: (line: string) => void) {
    this.#log = log;
    this.#mark = this.#look();
    this.#configuration = loadConfiguration();
  }

  /** Read again where the file is another one, or has changed: a look at it costs a hundredth of a millisecond. */
  get value(): Configuration {
    if (this.#look() !== this.#mark) this.reread();
    return this.#configuration;
  }

  /** Reads the file, changed or not. */
  reread(): void {
    this.#mark = this.#look(); // a change while it is read is seen next time
    try {
      this.#configuration = loadConfiguration();
      this.#log('the configuration has been read again');
    } catch (error) {
      const lines = (error instanceof Error ? error.message : String(error)).split('\n');
      for (const line of [...lines, 'The configuration stays as it was.']) this.#log(line);
    }
  }

  #look(): string {
    try {
      const { ino, size, mtimeMs, ctimeMs } = statSync(this.#file);
      return [ino, size, mtimeMs, ctimeMs].join(' ');
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }
}
