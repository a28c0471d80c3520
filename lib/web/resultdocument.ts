/** What a report page has shown: what it keeps, and the document that can be saved. */
import type { Configuration } from '../config/configuration.js';
import type { Answer } from '../report/answer.js';
import type { ReportDocument } from '../save/report-document.js';
import { documentHead, type TitledPage } from './documenthead.js';
import type { Site } from './http.js';
import { shownWith, type KeptPage } from './keptresult.js';
import { replayNames } from './recordednames.js';
import { REPORT_FORMATS } from './reportformat.js';
import { savedBody } from './savedbody.js';

/** More rows than this cannot be saved: a page of them takes a browser long enough. */
export const MOST_SAVED_ROWS = 20_000;

export const TOO_MANY_ROWS = `Results of more than ${MOST_SAVED_ROWS} rows cannot be saved: choose fewer lines (Cutoff Lines).`;

export interface KeptReport extends KeptPage {
  readonly of: 'report';
  readonly answer: Answer;
}

/**
 * What a page keeps.
 * @param start what stands above the answer
 * @param page the rest of what it shows
 * @returns undefined where it has too many rows
 */
export function reportToKeep(
  answer: Answer,
  start: TitledPage,
  site: Site,
  page: Pick<KeptPage, 'html' | 'names' | 'echo' | 'seconds'>,
): KeptReport | undefined {
  if (answer.rows.length > MOST_SAVED_ROWS) return undefined;
  const { question } = answer;
  return {
    of: 'report',
    head: documentHead('FlowViewer', question, start, site),
    // its filter may be as long as 100,000 prefixes, and has done its work
    answer: { ...answer, question: { ...question, query: { ...question.query, filter: { kind: 'and', of: [] } } } },
    settings: shownWith(site.configuration),
    ...page,
  };
}

/** The document of what a page has shown. */
export function reportDocument(
  { head, html, answer, names, seconds, echo, settings }: KeptReport,
  configuration: Configuration,
): ReportDocument {
  const context = { configuration: { ...configuration, ...settings }, shown: replayNames(names), seconds, echo };
  const formats = Object.entries(REPORT_FORMATS);
  return {
    ...head,
    body: savedBody(html, settings.cgi_bin_short),
    data: Object.fromEntries(formats.map(([name, format]) => [name, format.answer(answer, context)])),
  };
}
