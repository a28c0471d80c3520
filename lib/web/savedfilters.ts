/** The saved filters that forms offer. */
import type { Configuration } from '../config/configuration.js';
import { DirectoryError } from '../config/own-directory.js';
import { SavedFilters } from '../save/saved-filter.js';
import { filterLink } from './filterlink.js';

/**
 * By name, each with the address of a tool's form that it fills. A directory that cannot be read leaves the list empty: the page that manages what is saved says why.
 * @param script of the tool's form
 */
export function savedFilters(configuration: Configuration, script: string): { name: string; href: string }[] {
  try {
    const filters = new SavedFilters(configuration).list();
    return filters.map((filter) => ({ name: filter.name, href: filterLink(filter, script, configuration) }));
  } catch (error) {
    if (!(error instanceof DirectoryError)) throw error;
    return [];
  }
}
