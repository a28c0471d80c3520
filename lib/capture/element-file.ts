/** Information elements that a site adds, in a file. */
import { readFileSync } from 'node:fs';
import { CommandError } from '../command/run.js';
import { ElementRegistry } from '../netflow/element-registry.js';
import { ElementTableError, parseElements } from '../netflow/element-table.js';

/** @throws CommandError that names the file, and the line if one is wrong */
export function readElementFile(path: string): ElementRegistry {
  try {
    return new ElementRegistry(parseElements(readFileSync(path, 'utf8'), path));
  } catch (cause) {
    if (cause instanceof ElementTableError) throw new CommandError(`-I ${cause.message}`, 1, { cause });
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new CommandError(`-I: cannot read ${path}: ${why}`, 1, { cause });
  }
}
