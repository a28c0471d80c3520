/** FlowViewer_Main.cgi: runs a text report and renders it as a page, or in one of the other formats. */
import { answer, type Answer } from '../report/answer.js';
import { blankForm } from '../report/blankform.js';
import { CRITERIA } from '../report/criterion.js';
import { readForm, type Form } from '../report/form.js';
import { namesOf } from '../report/names.js';
import { readNameTables, type NameTables } from '../report/nametables.js';
import { readQuestion, type Question, type QuestionContext } from '../report/question.js';
import { ownersOf } from '../report/sources.js';
import { kindOf } from '../report/words.js';
import { KeptResults } from '../save/kept-results.js';
import type { ReportDocument } from '../save/report-document.js';
import type { Result } from '../store/store.js';
import { listNamedDevices, type Devices } from './devices.js';
import { fileName } from './answerpage.js';
import { frame } from './frame.js';
import type { Response, Site } from './http.js';
import { formLink } from './link.js';
import { keepResult } from './keptresult.js';
import { askedFor } from './reportecho.js';
import { reportAnswer, reportStart, type ReportStart } from './reportpage.js';
import { FORMAT_NAMES, REPORT_FORMATS, type ReportFormatName } from './reportformat.js';
import { recordNames } from './recordednames.js';
import { ownerKind, understoodWords } from './understoodwords.js';
import { reportDocument, reportToKeep, TOO_MANY_ROWS, type KeptReport } from './resultdocument.js';
import { respond, respondHtml } from './respond.js';
import { runQuery } from './runquery.js';
import { saveLinks } from './savelinks.js';
import { readSuppressFiles } from './scansuppress.js';
import { findNames, NAME_PATIENCE, patienceOf, prepareNames, tableNames, type ShownNames } from './shownnames.js';
import { toolAnswer } from './toolanswer.js';
import { renderView } from './view.js';

type Format = (typeof FORMAT_NAMES)[number];

/** A question with all that its answer is shown with. */
interface Shown {
  readonly question: Question;
  /** Devices or exporter. */
  readonly owners: readonly string[];
  readonly tables: NameTables;
  /** What is wrong with the names. */
  readonly notes: readonly string[];
  /** Longest wait for names, ms. */
  readonly patience: number;
  readonly site: Site;
  /** What stands above the answer on a page; made once. */
  readonly start: () => ReportStart;
  /** Address of the form that led here. */
  readonly change: string;
  /** Under which the result is kept for who wants to save it. */
  readonly result: string;
}

async function shown(question: Question, form: Form, site: Site, patience: number): Promise<Shown> {
  const { configuration } = site;
  // interfaces of filters are named above the answer
  const filtered = CRITERIA.flatMap((criterion) => (form[criterion.name] === '' ? [] : (kindOf(criterion) ?? [])));
  const { report } = question;
  const ofScanners = report.kind === 'groups' && report.detects ? (['as'] as const) : []; // that of a scanner's network
  const kinds = new Set([...question.columns.map(({ kind }) => kind), ...filtered, ...ofScanners]);
  const wanted = question.presentation.names === 'shown' ? kinds : new Set<never>();
  const { tables, notes } = await readNameTables(configuration, ownerKind(form), wanted);
  const change = formLink('FlowViewer.cgi', configuration, form);
  const owners = ownersOf(question.query, form);
  let start: ReportStart | undefined;
  return {
    ...{ question, owners, tables, notes, patience, site, change },
    start: () => (start ??= reportStart(question, configuration, namesOf(owners, tables))),
    result: KeptResults.newId(),
  };
}

/** The answer with its names. */
async function named(about: Shown, result: Result): Promise<{ answer: Answer; shown: ShownNames }> {
  const { question, owners, tables, notes, site, patience } = about;
  const plain = answer(question, result);
  const noted = { ...plain, notes: [...plain.notes, ...notes] };
  if (question.presentation.names === 'numbers only') return { answer: noted, shown: tableNames(owners, tables) };
  return findNames(noted, owners, tables, site, patience);
}

function pageStart({ question, start, site, result }: Shown): string {
  const page = {
    ...start(),
    actions: [...start().actions, ...saveLinks('FlowViewer', question, site.configuration, result)],
  };
  const title = `${page.title}, ${page.source}`;
  return renderView('reportstart', { frame: frame(title, site.configuration, site.now()), page });
}

/** The answer as the page has it, and what is kept of it. */
async function answered(
  about: Shown,
  result: Result,
  seconds: number,
): Promise<{ readonly html: string; readonly kept: KeptReport | undefined }> {
  const { question, site, start } = about;
  const { answer, shown: names } = await named(about, result);
  const { shown, recorded } = recordNames(names);
  const page = reportAnswer(answer, site.configuration, shown, seconds);
  const html = renderView('reportanswer', { page, frame: frame('', site.configuration, site.now()) });
  const echo = askedFor(question, site.configuration, names.names);
  return { html, kept: reportToKeep(answer, start(), site, { html, names: recorded, echo, seconds }) };
}

async function pageAnswer(about: Shown, result: Result, ms: number): Promise<string> {
  const { html, kept } = await answered(about, result, ms / 1000);
  keepResult(about.result, kept, about.site);
  return html;
}

async function respondAnswer(format: Format, about: Shown, result: Result, ms: number): Promise<Response> {
  const { question, site } = about;
  if (format === 'html') return respondHtml(200, pageStart(about) + (await pageAnswer(about, result, ms)));
  const { type, as, answer: render } = REPORT_FORMATS[format];
  const stored = {
    'Content-Disposition': `attachment; filename="${fileName('flowviewer', question, question.report.title)}.${format}"`,
  };
  const { answer, shown } = await named(about, result);
  const echo = askedFor(question, site.configuration, shown.names);
  const context = { configuration: site.configuration, shown, seconds: ms / 1000, echo };
  return respond(200, type, render(answer, context), as === 'file' ? stored : {});
}

async function contextOf(form: Form, site: Site, devices: Devices): Promise<QuestionContext> {
  const { configuration, now } = site;
  const [noScans, words] = await Promise.all([readSuppressFiles(configuration), understoodWords(form, site, devices)]);
  return { configuration, devices: devices.names, now: now(), noScans, words };
}

/**
 * The result of a form's query as a document, asked for anew.
 * @returns sentences where there is none
 */
export async function askForDocument(query: URLSearchParams, site: Site): Promise<ReportDocument | readonly string[]> {
  const devices = await listNamedDevices(site.configuration);
  const form = readForm(query, blankForm(site.configuration, devices.names, site.now()));
  const asked = readQuestion(form, await contextOf(form, site, devices));
  if ('errors' in asked) return asked.errors.map(({ message }) => message);
  const about = await shown(asked.question, form, site, NAME_PATIENCE['page of names']);
  const began = site.now();
  const ran = await runQuery(asked.question.query, site, () => undefined);
  if (!ran.ok) return [ran.message];
  const { kept } = await answered(about, ran.result, (site.now() - began) / 1000);
  return kept ? reportDocument(kept, site.configuration) : [TOO_MANY_ROWS];
}

export const viewerMain = toolAnswer<ReportFormatName, Question, Shown, Result>({
  name: 'viewer',
  script: 'FlowViewer_Main.cgi',
  what: 'report',
  formats: FORMAT_NAMES,
  errorsIn: (format) => REPORT_FORMATS[format],
  read: async (form, site, devices) => readQuestion(form, await contextOf(form, site, devices)),
  about: (question, form, site, request, format) => shown(question, form, site, patienceOf(request, format)),
  run: ({ question, site }, _, progress) => runQuery(question.query, site, progress),
  prepare: ({ question, site }) => {
    if (question.presentation.names === 'shown') prepareNames(question.columns, site);
  },
  pageStart,
  pageAnswer,
  answer: respondAnswer,
});
