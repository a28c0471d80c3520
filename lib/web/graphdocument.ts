/** What a graph's page has shown: what it keeps, and the document that can be saved, whose pictures are files of their own. */
import type { Configuration } from '../config/configuration.js';
import type { GraphAnswer } from '../graph/graphanswer.js';
import type { ReportDocument } from '../save/report-document.js';
import { documentHead } from './documenthead.js';
import { GRAPH_FORMATS, SAVED_FORMATS } from './graphformat.js';
import type { GraphNames } from './graphnames.js';
import { graphStart, type Pictures } from './graphpage.js';
import type { Site } from './http.js';
import { shownWith, type KeptPage } from './keptresult.js';
import { replayNames } from './recordednames.js';
import { savedBody } from './savedbody.js';

export interface ShownGraph {
  readonly answer: GraphAnswer;
  readonly names: GraphNames;
  /** Of a graph that has values. */
  readonly pictures?: Pictures;
}

export interface KeptGraph extends KeptPage {
  readonly of: 'graph';
  readonly answer: GraphAnswer;
  readonly pictures?: Pictures;
}

/** More values than this are not kept with a graph, in buckets times parts: its picture and its statistics are. */
const MOST_SAVED_VALUES = 200_000;

/** Filters may be as long as 100,000 prefixes, and have done their work. */
const NO_FILTER = { filter: { kind: 'and', of: [] } } as const;

/**
 * What a page keeps.
 * @param page the rest of what it shows
 */
export function graphToKeep(
  { answer, pictures }: ShownGraph,
  site: Site,
  page: Pick<KeptPage, 'html' | 'names' | 'echo' | 'seconds'>,
): KeptGraph {
  const { question } = answer;
  const { query, lines, split } = question;
  const start = graphStart(question, site.configuration);
  const title = split ? `${start.title} by ${split.by.label}` : start.title;
  const shortened = {
    ...question,
    query: { ...query, ...NO_FILTER },
    ...(lines && { lines: { ...lines, query: { ...lines.query, ...NO_FILTER } } }),
  };
  return {
    of: 'graph',
    head: documentHead('FlowGrapher', question, { ...start, title }, site),
    answer: { ...answer, question: shortened },
    ...(pictures && { pictures }),
    settings: shownWith(site.configuration),
    ...page,
  };
}

/** The document of what a page has shown. */
export function graphDocument(
  { head, html, answer, names, seconds, echo, settings, pictures }: KeptGraph,
  configuration: Configuration,
): ReportDocument {
  const { values, parts = [] } = answer;
  const named: GraphNames = { ...replayNames(names), notes: [] }; // which are in the answer
  const context = { configuration: { ...configuration, ...settings }, named, seconds, echo, theme: 'light' } as const;
  const hasData = values.length * (parts.length + 1) <= MOST_SAVED_VALUES;
  const files = Object.entries(pictures ?? {}).map(
    ([theme, { png }]) => [`${theme}.png`, Buffer.from(png).toString('base64')] as const,
  );
  const inPlace = files.reduce(
    (text, [name, octets]) => text.replace(`data:image/png;base64,${octets}`, `?picture=${name}`),
    html,
  );
  return {
    ...head,
    body: savedBody(inPlace, settings.cgi_bin_short),
    data: hasData
      ? Object.fromEntries(SAVED_FORMATS.map((name) => [name, GRAPH_FORMATS[name].answer(answer, context)]))
      : {},
    pictures: Object.fromEntries(files),
  };
}
