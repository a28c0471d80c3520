/** What a report page has shown, as a document that can be saved. */
import { DirectoryError } from '../config/own-directory.js';
import type { Answer } from '../report/answer.js';
import { KeptResults } from '../save/kept-results.js';
import type { ReportDocument } from '../save/report-document.js';
import { documentHead } from './documenthead.js';
import type { Site } from './http.js';
import { REPORT_FORMATS } from './reportformat.js';
import { reportStart } from './reportpage.js';
import { savedBody } from './savedbody.js';
import type { ShownNames } from './shownnames.js';

/** More rows than this cannot be saved: a page of them takes a browser long enough. */
export const MOST_SAVED_ROWS = 20_000;

export const TOO_MANY_ROWS = `Results of more than ${MOST_SAVED_ROWS} rows cannot be saved: choose fewer lines (Cutoff Lines).`;

/** Keeps a result for who wants to save it. A page does not fail because that fails: who saves asks again, and is told why. */
export function keepResult(id: string, document: ReportDocument | undefined, site: Site): void {
  if (!document) return;
  try {
    new KeptResults(site.configuration).keep(id, document, site.now());
  } catch (error) {
    if (!(error instanceof DirectoryError)) throw error;
    console.error(`Results are not kept for saving. ${error.message}`);
  }
}

/**
 * What a page has shown.
 * @param seconds how long the store took
 * @param html the answer as the page has it
 * @returns undefined where it has too many rows to be kept
 */
export function resultDocument(
  answer: Answer,
  shown: ShownNames,
  site: Site,
  seconds: number,
  html: string,
): ReportDocument | undefined {
  if (answer.rows.length > MOST_SAVED_ROWS) return undefined;
  const { configuration } = site;
  const { question } = answer;
  return {
    ...documentHead('FlowViewer', question, reportStart(question, configuration, shown.names), site),
    body: savedBody(html, configuration.cgi_bin_short),
    data: Object.fromEntries(
      Object.entries(REPORT_FORMATS).map(([name, format]) => [
        name,
        format.answer(answer, { configuration, shown, seconds }),
      ]),
    ),
  };
}
