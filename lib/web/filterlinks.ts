/** Where a saved filter leads: the form filled with it, and its report. */
import type { Configuration } from '../config/configuration.js';
import type { SavedFilter } from '../save/saved-filter.js';

/** A longer query is not written into an address, in characters: servers take about 8 KiB. The filter's name stands for it. */
const LONGEST_QUERY = 6000;

export function filterLinks(
  { id, query }: Pick<SavedFilter, 'id' | 'query'>,
  { cgi_bin_short }: Configuration,
): { form: string; run: string } {
  const short = query.length > LONGEST_QUERY ? new URLSearchParams({ saved_filter: id }).toString() : query;
  return { form: `${cgi_bin_short}/FlowViewer.cgi?${short}`, run: `${cgi_bin_short}/FlowViewer_Main.cgi?${short}` };
}
