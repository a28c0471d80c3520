/** Named things of one kind in a configuration file: unique, and found whatever the case of the letters. */
import type { Statement } from './statement.js';

export class Names<T> {
  private readonly byKey = new Map<string, T>();

  /**
   * Takes the name from a statement and files what `make` returns for it.
   * @param kind of thing, for the message if the name is missing
   * @throws CfgError if the name is missing or taken
   */
  define(statement: Statement, kind: string, make: (name: string) => T): T {
    const name = statement.take(`${kind} name`);
    const key = name.toLowerCase();
    if (this.byKey.has(key)) throw statement.error(`Name (${name}) previously defined.`);
    const thing = make(name);
    this.byKey.set(key, thing);
    return thing;
  }

  get(name: string): T | undefined {
    return this.byKey.get(name.toLowerCase());
  }

  values(): Iterable<T> {
    return this.byKey.values();
  }
}
