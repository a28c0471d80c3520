/** What a graph's page has shown, as a document that can be saved: its pictures are files of their own in it. */
import type { GraphAnswer } from '../graph/graphanswer.js';
import type { ReportDocument } from '../save/report-document.js';
import { documentHead } from './documenthead.js';
import { GRAPH_FORMATS, SAVED_FORMATS } from './graphformat.js';
import type { GraphNames } from './graphnames.js';
import { graphStart, type Pictures } from './graphpage.js';
import type { Site } from './http.js';
import { savedBody } from './savedbody.js';

export interface ShownGraph {
  readonly answer: GraphAnswer;
  readonly names: GraphNames;
  /** Of a graph that has values. */
  readonly pictures?: Pictures;
}

/** More values than this are not kept with a graph, in buckets times parts: its picture and its statistics are. */
const MOST_SAVED_VALUES = 200_000;

/**
 * What a page has shown.
 * @param seconds how long the store took
 * @param html the answer as the page has it
 */
export function graphDocument(
  { answer, names, pictures }: ShownGraph,
  site: Site,
  seconds: number,
  html: string,
): ReportDocument {
  const { configuration } = site;
  const { question, values, parts = [] } = answer;
  const context = { configuration, named: names, seconds, theme: 'light' } as const;
  const hasData = values.length * (parts.length + 1) <= MOST_SAVED_VALUES;
  const files = Object.entries(pictures ?? {}).map(
    ([theme, { png }]) => [`${theme}.png`, png.toString('base64')] as const,
  );
  const inPlace = files.reduce(
    (text, [name, octets]) => text.replace(`data:image/png;base64,${octets}`, `?picture=${name}`),
    html,
  );
  const start = graphStart(question, configuration);
  const title = question.split ? `${start.title} by ${question.split.by.label}` : start.title;
  return {
    ...documentHead('FlowGrapher', question, { ...start, title }, site),
    body: savedBody(inPlace, configuration.cgi_bin_short),
    data: hasData
      ? Object.fromEntries(SAVED_FORMATS.map((name) => [name, GRAPH_FORMATS[name].answer(answer, context)]))
      : {},
    pictures: Object.fromEntries(files),
  };
}
