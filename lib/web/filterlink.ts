/** Where a saved filter leads: a form filled with it, or its report. */
import type { Configuration } from '../config/configuration.js';
import type { SavedFilter } from '../save/saved-filter.js';

/** A longer query is not written into an address, in characters: servers take about 8 KiB. The filter's name stands for it. */
const LONGEST_QUERY = 6000;

/** @param script of the page that takes the filter: `FlowViewer.cgi` */
export function filterLink(
  { id, query }: Pick<SavedFilter, 'id' | 'query'>,
  script: string,
  { cgi_bin_short }: Configuration,
): string {
  const short = query.length > LONGEST_QUERY ? new URLSearchParams({ saved_filter: id }).toString() : query;
  return `${cgi_bin_short}/${script}?${short}`;
}
