/** FlowViewer_Main.cgi: runs a text report and renders it as a page, CSV or JSON. */
import { answer } from '../report/answer.js';
import type { FieldError } from '../report/fielderror.js';
import type { Form } from '../report/form.js';
import { namesOf, readInterfaceNames } from '../report/names.js';
import { readQuestion, type Question } from '../report/question.js';
import type { Result } from '../store/store.js';
import { listDevices, type Devices } from './devices.js';
import { frame } from './frame.js';
import type { Handler, Request, Response, Site } from './http.js';
import { formLink } from './link.js';
import { reportPage } from './reportpage.js';
import { renderCsv, renderCsvErrors } from './render/csv.js';
import { renderJson, renderJsonErrors } from './render/json.js';
import { respond, respondHtml } from './respond.js';
import { runQuery } from './runquery.js';
import { renderView } from './view.js';
import { requestedForm, respondForm } from './viewerform.js';

type Format = 'html' | 'csv' | 'json';

const CSV = 'text/csv; charset=utf-8; header=present';
const JSON_TYPE = 'application/json; charset=utf-8';

function requestedFormat({ query, form }: Request): Format | undefined {
  const format = form.get('format') ?? query.get('format') ?? 'html';
  return format === 'html' || format === 'csv' || format === 'json' ? format : undefined;
}

/** Wrong fields: the form again with what was typed, or a body that names them. */
function respondErrors(
  format: Format,
  errors: readonly FieldError[],
  form: Form,
  site: Site,
  devices: Devices,
): Response {
  if (format === 'csv') return respond(400, CSV, renderCsvErrors(errors));
  if (format === 'json') return respond(400, JSON_TYPE, renderJsonErrors(errors));
  return respondForm(form, site, devices, errors);
}

/** `flowviewer_edge1_source-ip_20250615T0000.csv`: nothing in it needs quoting in a header. */
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
  return ['flowviewer', plain(form.device_name || form.exporter), plain(report.title), start].filter(Boolean).join('_');
}

async function respondAnswer(
  format: Format,
  question: Question,
  result: Result,
  seconds: number,
  site: Site,
): Promise<Response> {
  const { configuration } = site;
  const owner = question.form.device_name || question.form.exporter;
  const wanted = question.presentation.names === 'shown' ? configuration.interface_names_file : '';
  const { names: interfaces, note } = await readInterfaceNames(wanted);
  const names = namesOf(owner, interfaces);
  const plain = answer(question, result);
  const answered = note ? { ...plain, notes: [...plain.notes, note] } : plain;
  if (format === 'csv') {
    const headers = { 'Content-Disposition': `attachment; filename="${fileName(question)}.csv"` };
    return respond(200, CSV, renderCsv(answered, names), headers);
  }
  if (format === 'json') return respond(200, JSON_TYPE, renderJson(answered, names));
  const page = reportPage(answered, configuration, names, seconds);
  const title = `${page.title}, ${page.source}`;
  return respondHtml(200, renderView('report', { frame: frame(title, configuration, site.now()), page }));
}

export const viewerMain: Handler = async (request, site) => {
  const devices = await listDevices(site.configuration);
  const form = requestedForm(request, site, devices);
  const format = requestedFormat(request);
  if (!format) {
    return respond(400, JSON_TYPE, renderJsonErrors([{ message: 'The format must be html, csv or json.' }]));
  }
  const context = { configuration: site.configuration, devices: devices.names, now: site.now() };
  const asked = readQuestion(form, context);
  if ('errors' in asked) return respondErrors(format, asked.errors, form, site, devices);
  const started = performance.now();
  const ran = await runQuery(asked.question.query, site);
  if (!ran.ok) {
    if (format === 'csv') return respond(ran.status, CSV, renderCsvErrors([ran]));
    if (format === 'json') return respond(ran.status, JSON_TYPE, renderJsonErrors([{ message: ran.message }]));
    const head = frame('No answer', site.configuration, site.now());
    const change = formLink('FlowViewer.cgi', site.configuration, form);
    return respondHtml(
      ran.status,
      renderView('problem', { status: ran.status, sentences: [ran.message], frame: head, change }),
    );
  }
  return respondAnswer(format, asked.question, ran.result, (performance.now() - started) / 1000, site);
};
