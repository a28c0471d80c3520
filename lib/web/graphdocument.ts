/** What a graph's page has shown, as a document that can be saved: its pictures are files of their own in it. */
import { softwareVersion } from '../config/software-version.js';
import type { GraphAnswer } from '../graph/graphanswer.js';
import { formParameters } from '../report/form.js';
import type { ReportDocument } from '../save/report-document.js';
import { frame } from './frame.js';
import { GRAPH_FORMATS, SAVED_FORMATS } from './graphformat.js';
import type { GraphNames } from './graphnames.js';
import { graphStart, type Pictures } from './graphpage.js';
import type { Site } from './http.js';
import { fixedForm } from './link.js';
import { withWholeLists } from './long-lists.js';
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
  const whole = (fields: URLSearchParams): string => withWholeLists(fields, configuration, site.now()).toString();
  const { title, source, span, settings, filters } = graphStart(question, configuration);
  const context = { configuration, named: names, seconds, theme: 'light' } as const;
  const hasData = values.length * (parts.length + 1) <= MOST_SAVED_VALUES;
  const files = Object.entries(pictures ?? {}).map(
    ([theme, { png }]) => [`${theme}.png`, png.toString('base64')] as const,
  );
  const inPlace = files.reduce(
    (text, [name, octets]) => text.replace(`data:image/png;base64,${octets}`, `?picture=${name}`),
    html,
  );
  return {
    tool: 'FlowGrapher',
    title: question.split ? `${title} by ${question.split.by.label}` : title,
    source,
    span,
    made: site.now(),
    zone: frame('', configuration, site.now()).zone,
    software: softwareVersion(),
    // every field is said, because defaults may be others by then
    query: whole(formParameters(question.form)),
    fixed: whole(formParameters(fixedForm(question, configuration.date_format))),
    window: question.window,
    echo: [...filters, ...settings].map(({ label, value }) => ({ label, value })),
    body: savedBody(inPlace, configuration.cgi_bin_short),
    data: hasData
      ? Object.fromEntries(SAVED_FORMATS.map((name) => [name, GRAPH_FORMATS[name].answer(answer, context)]))
      : {},
    pictures: Object.fromEntries(files),
  };
}
