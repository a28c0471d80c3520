/** The file in which FlowViewer 3 kept all saved filters (reference section 6.4): a line for each, `hash^title^k=v&k=v…`. */
import { parameterSetQuery } from './parameter-set.js';

const NAME = 'FlowViewer_SavedFilters';

export const isFilterCollection = (file: string): boolean => file === NAME;

/** In the order of the file; lines that do not fit are left out. */
export function readFilterCollection(text: string): { name: string; query: string }[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const [, title = '', parameters = ''] = line.split('^');
    if (title.trim() === '' || !parameters.includes('=')) return [];
    const values = parameters.split('&').map((pair): [string, string] => {
      const equals = pair.indexOf('=');
      return equals < 0 ? [pair, ''] : [pair.slice(0, equals), pair.slice(equals + 1).trim()];
    });
    return [{ name: title.trim(), query: parameterSetQuery({ values: new Map(values) }).toString() }];
  });
}
