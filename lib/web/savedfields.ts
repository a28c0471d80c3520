/** Fields that an address gives by the name of something saved: `saved_filter=ID`, `saved_report=ID`, or a handle of FlowViewer 4. */
import { SavedFilters } from '../save/saved-filter.js';
import { SavedReports } from '../save/saved-report.js';
import { caretArguments, readHandle } from './caret.js';
import { HttpError } from './httperror.js';
import type { Site } from './http.js';

/** The question of a saved report, as far as it can be asked again. */
function questionOf(id: string, { configuration }: Site): URLSearchParams {
  const opened = new SavedReports(configuration).open(id);
  return opened.origin === 'own' ? new URLSearchParams(opened.document.fixed) : opened.report.query;
}

/** Arguments after the handle: another device or exporter (reference section 1.3). */
function sourceOf(argument: string): [string, string][] {
  if (argument.startsWith('DDD')) return [['device_name', argument.slice(3)]];
  return argument.startsWith('EEE') ? [['exporter', argument.slice(3)]] : [];
}

/**
 * @returns none where the address names nothing saved
 * @throws SaveError, DirectoryError; HttpError for a handle that stands for nothing any more
 */
export function savedFields(query: URLSearchParams, site: Site): [string, string][] {
  const filter = query.get('saved_filter');
  if (filter !== null) return [...new URLSearchParams(new SavedFilters(site.configuration).get(filter).query)];
  const report = query.get('saved_report');
  if (report !== null) return [...questionOf(report, site)];
  const [handle = '', ...sources] = caretArguments(query) ?? [];
  if (handle === '') return [];
  const other = [handle, ...sources].flatMap(sourceOf);
  const read = readHandle(handle);
  if (read?.kind === 'gone') throw new HttpError(410, read.sentence);
  if (!read) return other;
  const fields =
    read.kind === 'filter'
      ? new URLSearchParams(new SavedFilters(site.configuration).get(read.id).query)
      : questionOf(read.id, site);
  return [...fields, ...other];
}
