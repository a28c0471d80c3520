/** FlowGrapher_Main.cgi: draws a graph, as a page or in one of the other formats. */
import type { ThemeName } from '../graph/colours.js';
import { answerGraph, type AskStore } from '../graph/graphanswer.js';
import { readGraphQuestion, type GraphQuestion } from '../graph/graphquestion.js';
import { blankForm } from '../report/blankform.js';
import { readForm, type Form } from '../report/form.js';
import { NAMED_KINDS } from '../report/names.js';
import { readNameTables, type NameTables } from '../report/nametables.js';
import type { QuestionContext } from '../report/question.js';
import { ownersOf } from '../report/sources.js';
import { KeptResults } from '../save/kept-results.js';
import type { ReportDocument } from '../save/report-document.js';
import { fileName } from './answerpage.js';
import { listNamedDevices, type Devices } from './devices.js';
import { frame } from './frame.js';
import {
  drawGraph,
  GRAPH_FORMAT_NAMES,
  GRAPH_FORMATS,
  preparePictures,
  type GraphFormat,
  type GraphFormatName,
} from './graphformat.js';
import { graphAskedFor } from './graphecho.js';
import { graphPage, graphStart } from './graphpage.js';
import { graphDocument, graphToKeep, type KeptGraph, type ShownGraph } from './graphdocument.js';
import { graphNames, NO_NAMES } from './graphnames.js';
import type { Response, Site } from './http.js';
import { formLink } from './link.js';
import { GRAPH_HEADERS, respond, respondHtml } from './respond.js';
import { keepResult } from './keptresult.js';
import { recordNames } from './recordednames.js';
import { saveLinks } from './savelinks.js';
import { NAME_PATIENCE, patienceOf } from './shownnames.js';
import { withStore } from './runquery.js';
import { toolAnswer, type ErrorFormat } from './toolanswer.js';
import { ownerKind, understoodWords } from './understoodwords.js';
import { renderView } from './view.js';

type Format = (typeof GRAPH_FORMAT_NAMES)[number];

interface AnsweredGraph {
  readonly html: string;
  readonly kept: KeptGraph;
}

interface Shown {
  readonly theme: ThemeName;
  readonly question: GraphQuestion;
  /** Devices or exporter. */
  readonly owners: readonly string[];
  readonly tables: NameTables;
  /** What is wrong with the names. */
  readonly notes: readonly string[];
  /** Longest wait for names, ms. */
  readonly patience: number;
  readonly site: Site;
  /** Address of the form that led here. */
  readonly change: string;
  /** Under which the result is kept for who wants to save it. */
  readonly result: string;
}

async function shown(
  question: GraphQuestion,
  form: Form,
  site: Site,
  { theme, patience }: Pick<Shown, 'theme' | 'patience'>,
): Promise<Shown> {
  const { configuration } = site;
  const wanted = question.presentation.names === 'shown' ? NAMED_KINDS : new Set<never>();
  const { tables, notes } = await readNameTables(configuration, ownerKind(form), wanted);
  const owners = ownersOf(question.query, form);
  const change = formLink('FlowGrapher.cgi', configuration, form);
  return { theme, patience, question, owners, tables, notes, site, change, result: KeptResults.newId() };
}

/** The answer with its names, and for a page that has values its pictures. */
async function drawn(about: Shown, format: Format, ask: AskStore): Promise<ShownGraph> {
  const { question, owners, tables, site } = about;
  const plain = await answerGraph(question, ask);
  const shows = format !== 'csv'; // which has numbers alone
  const names = shows ? await graphNames(plain, owners, tables, site, about.patience) : NO_NAMES;
  const answer = { ...plain, notes: [...plain.notes, ...about.notes, ...names.notes] };
  if (format !== 'html' || plain.values.every((value) => value === 0)) return { answer, names };
  const context = { configuration: site.configuration, named: names };
  const light = await drawGraph(answer, { ...context, theme: 'light' });
  const dark = await drawGraph(answer, { ...context, theme: 'dark' });
  return { answer, names, pictures: { light, dark } };
}

function pageStart({ question, site, result }: Shown): string {
  const start = graphStart(question, site.configuration);
  const save = saveLinks('FlowGrapher', question, site.configuration, result);
  const page = { ...start, actions: [...start.actions, ...save] };
  const title = `${page.title}, ${page.source}`;
  return renderView('reportstart', { frame: frame(title, site.configuration, site.now()), page });
}

/** The answer as the page has it, and what is kept of it. */
function answered(graph: ShownGraph, site: Site, seconds: number): AnsweredGraph {
  const { answer, names, pictures } = graph;
  const { shown: recording, recorded } = recordNames(names);
  const page = graphPage(answer, site.configuration, { ...names, ...recording }, seconds, pictures);
  const html = renderView('graphanswer', { page, frame: frame('', site.configuration, site.now()) });
  const echo = graphAskedFor(answer.question, site.configuration, names.names);
  return { html, kept: graphToKeep(graph, site, { html, names: recorded, echo, seconds }) };
}

function pageAnswer({ site, result }: Shown, graph: ShownGraph, ms: number): string {
  const { html, kept } = answered(graph, site, ms / 1000);
  keepResult(result, kept, site);
  return html;
}

async function respondAnswer(format: Format, about: Shown, graph: ShownGraph, ms: number): Promise<Response> {
  const { question, site, theme } = about;
  if (format === 'html') return respondHtml(200, pageStart(about) + pageAnswer(about, graph, ms), GRAPH_HEADERS);
  const { type, ending, as, answer: render }: GraphFormat = GRAPH_FORMATS[format];
  const body = await render(graph.answer, {
    configuration: site.configuration,
    named: graph.names,
    theme,
    seconds: ms / 1000,
    echo: graphAskedFor(question, site.configuration, graph.names.names),
  });
  const disposition = `${as === 'file' ? 'attachment' : 'inline'}; filename="${fileName('flowgrapher', question, question.type.value)}.${ending}"`;
  return respond(200, type, body, { 'Content-Disposition': disposition });
}

async function contextOf(form: Form, site: Site, devices: Devices): Promise<QuestionContext> {
  const words = await understoodWords(form, site, devices);
  return { configuration: site.configuration, devices: devices.names, now: site.now(), words };
}

/**
 * The graph of a form's query as a document, asked for anew.
 * @returns sentences where there is none
 */
export async function askForGraph(query: URLSearchParams, site: Site): Promise<ReportDocument | readonly string[]> {
  const devices = await listNamedDevices(site.configuration);
  const form = readForm(query, blankForm(site.configuration, devices.names, site.now()));
  const asked = readGraphQuestion(form, await contextOf(form, site, devices));
  if ('errors' in asked) return asked.errors.map(({ message }) => message);
  const about = await shown(asked.question, form, site, { theme: 'light', patience: NAME_PATIENCE['page of names'] });
  const began = site.now();
  const outcome = await withStore(
    site,
    () => undefined,
    (store, control) => drawn(about, 'html', (queries) => store.runAll(queries, control)),
  );
  if (!outcome.ok) return [outcome.message];
  const { kept } = answered(outcome.result, site, (site.now() - began) / 1000);
  return graphDocument(kept, site.configuration);
}

/** A picture cannot say what is wrong. */
function errorsIn({ type, errors, errorType = type }: GraphFormat): ErrorFormat {
  return { type: errorType, errors };
}

export const grapherMain = toolAnswer<GraphFormatName, GraphQuestion, Shown, ShownGraph>({
  name: 'grapher',
  script: 'FlowGrapher_Main.cgi',
  what: 'graph',
  formats: GRAPH_FORMAT_NAMES,
  errorsIn: (format) => errorsIn(GRAPH_FORMATS[format]),
  headers: GRAPH_HEADERS,
  read: async (form, site, devices) => readGraphQuestion(form, await contextOf(form, site, devices)),
  about: (question, form, site, request, format) => {
    const theme = request.query.get('theme') === 'dark' ? 'dark' : 'light';
    return shown(question, form, site, { theme, patience: patienceOf(request, format) });
  },
  run: (about, format, progress) =>
    withStore(about.site, progress, (store, control) =>
      drawn(about, format, (queries) => store.runAll(queries, control)),
    ),
  prepare: ({ site }, format) => {
    if (format === 'html' || format === 'png') preparePictures(site.configuration);
  },
  pageStart,
  pageAnswer,
  answer: respondAnswer,
});
