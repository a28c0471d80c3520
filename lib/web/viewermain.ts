/** FlowViewer_Main.cgi: runs a text report and renders it as a page, or in one of the other formats. */
import { answer, type Answer } from '../report/answer.js';
import { blankForm } from '../report/blankform.js';
import type { FieldError } from '../report/fielderror.js';
import { readForm, type Form } from '../report/form.js';
import { namesOf, readInterfaceNames, type Names } from '../report/names.js';
import { readQuestion, type Question, type QuestionContext } from '../report/question.js';
import { ownersOf, sourceText } from '../report/sources.js';
import { KeptResults } from '../save/kept-results.js';
import type { ReportDocument } from '../save/report-document.js';
import type { Result } from '../store/store.js';
import { listNamedDevices, type Devices } from './devices.js';
import { frame } from './frame.js';
import type { Handler, Request, Response, Site } from './http.js';
import { formLink } from './link.js';
import { withListNames } from './long-lists.js';
import { reportAnswer, reportStart } from './reportpage.js';
import { FORMAT_NAMES, REPORT_FORMATS } from './reportformat.js';
import { reportStream } from './reportstream.js';
import { keepResult, resultDocument, TOO_MANY_ROWS } from './resultdocument.js';
import { redirect, respond, respondHtml } from './respond.js';
import { Running } from './running.js';
import { runQuery, type Ran, type Refused } from './runquery.js';
import { saveLinks } from './savelinks.js';
import { withSaveErrors } from './saverefusal.js';
import { readSuppressFiles } from './scansuppress.js';
import { renderView } from './view.js';
import { requestedForm, respondForm } from './viewerform.js';

type Format = (typeof FORMAT_NAMES)[number];

function requestedFormat({ query, form }: Request): Format | undefined {
  const format = form.get('format') ?? query.get('format') ?? 'html';
  return FORMAT_NAMES.find((name) => name === format);
}

/** Wrong fields: the form again with what was typed, or a body that names them. */
function respondErrors(
  format: Format,
  errors: readonly FieldError[],
  form: Form,
  site: Site,
  devices: Devices,
): Response {
  if (format === 'html') return respondForm(form, site, devices, errors);
  const { type, errors: render } = REPORT_FORMATS[format];
  return respond(400, type, render(errors));
}

/** `flowviewer_edge1_source-ip_20250615T0000`: nothing in it needs quoting in a header. */
function fileName({ form, report, window }: Question): string {
  const plain = (text: string): string =>
    text
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '');
  const start = new Date(window.start)
    .toISOString()
    .replace(/[-:]|:\d\d\.\d+Z$/g, '')
    .slice(0, 13);
  return ['flowviewer', plain(sourceText(form)), plain(report.title), start].filter(Boolean).join('_');
}

/** A question with all that its answer is shown with. */
interface Shown {
  readonly question: Question;
  readonly names: Names;
  /** What is wrong with the names. */
  readonly note?: string | undefined;
  readonly site: Site;
  /** Address of the form that led here. */
  readonly change: string;
  /** Under which the result is kept for who wants to save it. */
  readonly result: string;
}

async function shown(question: Question, form: Form, site: Site): Promise<Shown> {
  const { configuration } = site;
  const wanted = question.presentation.names === 'shown' ? configuration.interface_names_file : '';
  const { names: interfaces, note } = await readInterfaceNames(wanted);
  const names = namesOf(ownersOf(question.query, form), interfaces);
  const change = formLink('FlowViewer.cgi', configuration, form);
  return { question, names, note, site, change, result: KeptResults.newId() };
}

function answerTo({ question, note }: Shown, result: Result): Answer {
  const plain = answer(question, result);
  return note === undefined ? plain : { ...plain, notes: [...plain.notes, note] };
}

function pageStart({ question, names, site, result }: Shown): string {
  const start = reportStart(question, site.configuration, names);
  const page = { ...start, actions: [...start.actions, ...saveLinks(question, site.configuration, result)] };
  const title = `${page.title}, ${page.source}`;
  return renderView('reportstart', { frame: frame(title, site.configuration, site.now()), page });
}

function pageAnswer(about: Shown, result: Result, ms: number): string {
  const { names, site } = about;
  const answered = answerTo(about, result);
  const page = reportAnswer(answered, site.configuration, names, ms / 1000);
  const html = renderView('reportanswer', { page, frame: frame('', site.configuration, site.now()) });
  keepResult(about.result, resultDocument(answered, names, site, ms / 1000, html), site);
  return html;
}

function respondAnswer(format: Format, about: Shown, result: Result, ms: number): Response {
  const { question, names, site } = about;
  if (format === 'html') return respondHtml(200, pageStart(about) + pageAnswer(about, result, ms));
  const { type, as, answer: render } = REPORT_FORMATS[format];
  const stored = { 'Content-Disposition': `attachment; filename="${fileName(question)}.${format}"` };
  const context = { configuration: site.configuration, names, seconds: ms / 1000 };
  return respond(200, type, render(answerTo(about, result), context), as === 'file' ? stored : {});
}

function respondRefusal(format: Format, { status, message }: Refused, { site, change }: Shown): Response {
  if (format !== 'html')
    return respond(status, REPORT_FORMATS[format].type, REPORT_FORMATS[format].errors([{ message }]));
  const head = frame('No answer', site.configuration, site.now());
  return respondHtml(status, renderView('problem', { status, sentences: [message], frame: head, change }));
}

/** The page begins now, with how far it is; what goes wrong from here on can no longer have a status of its own. */
function respondLater(running: Running<Ran>, about: Shown): Response {
  const { signal } = about.site;
  const finish = (ran: Ran): string => {
    if (ran.ok) return pageAnswer(about, ran.result, running.elapsed);
    return renderView('reportproblem', { sentences: [ran.message] });
  };
  const problem = (error: unknown): string[] => {
    if (signal.aborted) return ['The report was stopped: the web server or its machine is closing. Ask again later.'];
    console.error(error);
    return ['The report could not be made. The reason is in the error log of the web server.'];
  };
  return respondHtml(200, reportStream(running, pageStart(about), finish, problem, signal));
}

async function contextOf({ configuration, now }: Site, devices: Devices): Promise<QuestionContext> {
  return { configuration, devices: devices.names, now: now(), noScans: await readSuppressFiles(configuration) };
}

/**
 * The result of a form's query as a document, asked for anew.
 * @returns sentences where there is none
 */
export async function askForDocument(query: URLSearchParams, site: Site): Promise<ReportDocument | readonly string[]> {
  const devices = await listNamedDevices(site.configuration);
  const form = readForm(query, blankForm(site.configuration, devices.names, site.now()));
  const asked = readQuestion(form, await contextOf(site, devices));
  if ('errors' in asked) return asked.errors.map(({ message }) => message);
  const about = await shown(asked.question, form, site);
  const began = site.now();
  const ran = await runQuery(asked.question.query, site, () => undefined);
  if (!ran.ok) return [ran.message];
  const seconds = (site.now() - began) / 1000;
  const answered = answerTo(about, ran.result);
  const page = reportAnswer(answered, site.configuration, about.names, seconds);
  const html = renderView('reportanswer', { page, frame: frame('', site.configuration, site.now()) });
  return resultDocument(answered, about.names, site, seconds, html) ?? [TOO_MANY_ROWS];
}

export const viewerMain: Handler = withSaveErrors(async (request, site) => {
  const devices = await listNamedDevices(site.configuration);
  const form = requestedForm(request, site, devices);
  const format = requestedFormat(request);
  if (!format) {
    const { type, errors } = REPORT_FORMATS.json;
    return respond(400, type, errors([{ message: `The format must be one of ${FORMAT_NAMES.join(', ')}.` }]));
  }
  const asked = readQuestion(form, await contextOf(site, devices));
  if ('errors' in asked) return respondErrors(format, asked.errors, form, site, devices);
  const short = withListNames(form, site.configuration, site.now());
  // the address of a report is to hold all that it asks
  if (request.method === 'POST' && format === 'html' && short.length === 'fits')
    return redirect(formLink('FlowViewer_Main.cgi', site.configuration, short.form));
  const question = { ...asked.question, form: short.form, notes: [...asked.question.notes, ...short.notes] };
  const about = await shown(question, short.form, site);
  const running = new Running((progress) => runQuery(question.query, site, progress));
  // programs that read other formats want the right status more than a sign of life
  const ran = await running.within(format === 'html' ? site.patience : Infinity);
  if (!ran) return respondLater(running, about);
  return ran.ok ? respondAnswer(format, about, ran.result, running.elapsed) : respondRefusal(format, ran, about);
});
