/** The elements that commands know by name: those built in, and those of a site's own file. */
import { readFileSync } from 'node:fs';
import { ElementRegistry } from '../netflow/element-registry.js';
import { ElementTableError, parseElements } from '../netflow/element-table.js';
import { cfgFile } from './cfg-file.js';
import { CfgError } from './error.js';

let registry: ElementRegistry | undefined;

/**
 * With `element.cfg` of the configuration directory, if it is there: lines as flow-capture -I takes them. Read once.
 * @throws CfgError if it cannot be used
 */
export function siteElements(): ElementRegistry {
  registry ??= new ElementRegistry(additions(cfgFile('element')));
  return registry;
}

function additions(path: string): ReturnType<typeof parseElements> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return []; // most sites have none
  }
  try {
    return parseElements(text, path);
  } catch (error) {
    if (error instanceof ElementTableError) throw new CfgError('syntax', error.message);
    throw error;
  }
}
