/** Named things of one kind in a configuration file: unique, and found whatever the case of the letters. */
import { CfgError } from './error.js';
import type { Statement } from './statement.js';

/** So many names a message lists. */
const LISTED = 20;

export class Names<T> {
  private readonly byKey = new Map<string, T>();
  readonly #names: string[] = [];

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
    this.#names.push(name);
    return thing;
  }

  get(name: string): T | undefined {
    return this.byKey.get(name.toLowerCase());
  }

  /**
   * @param kind of thing, for the message
   * @param step that has failed, as the original calls it
   * @throws CfgError `no-definition`, with the names that there are
   */
  find(name: string, kind: string, step: string): T {
    const thing = this.get(name);
    if (thing !== undefined) return thing;
    const more = this.#names.length > LISTED ? ', ...' : '';
    const there =
      this.#names.length > 0 ? `there are ${this.#names.slice(0, LISTED).join(', ')}${more}` : 'there is none';
    throw new CfgError('no-definition', `No ${kind} "${name}": ${there}.`, [step]);
  }

  values(): Iterable<T> {
    return this.byKey.values();
  }
}
