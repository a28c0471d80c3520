/** The saved filters that forms offer. */
import type { Configuration } from '../config/configuration.js';
import { DirectoryError } from '../config/own-directory.js';
import { SavedFilters } from '../save/saved-filter.js';
import { filterLinks } from './filterlinks.js';

/** By name. A directory that cannot be read leaves the list empty: the page that manages what is saved says why. */
export function savedFilters(configuration: Configuration): { name: string; href: string }[] {
  try {
    const filters = new SavedFilters(configuration).list();
    return filters.map((filter) => ({ name: filter.name, href: filterLinks(filter, configuration).form }));
  } catch (error) {
    if (!(error instanceof DirectoryError)) throw error;
    return [];
  }
}
