/** The elements that commands and pages know by name: those built in, and those of a site's own file. */
import { readFileSync, statSync } from 'node:fs';
import { ElementRegistry } from '../netflow/element-registry.js';
import { ElementTableError, parseElements } from '../netflow/element-table.js';
import { cfgFile } from './cfg-file.js';
import { CfgError } from './error.js';

let known: { readonly mark: string; readonly registry: ElementRegistry } | undefined;

/**
 * With `element.cfg` of the configuration directory, if it is there: lines as flow-capture -I takes them. Read again where it is
 * another one, or has changed: a look at it costs a hundredth of a millisecond.
 * @throws CfgError if it cannot be used
 */
export function siteElements(): ElementRegistry {
  const path = cfgFile('element');
  const mark = markOf(path);
  if (known?.mark !== mark) known = { mark, registry: new ElementRegistry(additions(path)) };
  return known.registry;
}

/** What differs where a file does. */
function markOf(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false });
  return [path, found?.ino, found?.size, found?.mtimeMs, found?.ctimeMs].join(' ');
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
