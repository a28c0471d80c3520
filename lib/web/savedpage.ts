/** FlowViewer_Replay.cgi: a saved report as it was, in another order, as data, or one of its pictures. */
import type { DateFormat } from '../report/dateformat.js';
import { FLOW_SELECT } from '../report/formfield.js';
import type { OldReport } from '../save/original/old-report.js';
import type { ReportDocument, Tool } from '../save/report-document.js';
import { SavedReports, type OpenedReport } from '../save/saved-report.js';
import { caretArguments, readHandle } from './caret.js';
import { momentText } from './format.js';
import { LABELS } from './fieldview.js';
import { frame } from './frame.js';
import { HttpError } from './httperror.js';
import type { Handler, Request, Response, Site } from './http.js';
import { GRAPH_FORMATS } from './graphformat.js';
import { REPORT_FORMATS, type ReportFormat } from './reportformat.js';
import { respond, respondHtml } from './respond.js';
import { readSorting, sortedBody, withScripts, type SortRow } from './savedbody.js';
import { withSaveErrors } from './saverefusal.js';
import { renderView } from './view.js';

interface Link {
  readonly label: string;
  readonly href: string;
}

export interface SavedPage {
  readonly name: string;
  readonly title: string;
  readonly source: string;
  readonly span: string;
  readonly actions: readonly Link[];
  readonly facts: readonly { readonly label: string; readonly value: string }[];
  readonly notes: readonly string[];
  readonly pictures: readonly { readonly href: string; readonly alt: string }[];
  /** HTML of our own templates. */
  readonly body: string;
}

/** A report of the original, brought into the form of ours. */
interface Content {
  readonly body: string;
  readonly rows: readonly SortRow[];
}

const escapeAttribute = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;');

function ownContent({ tool, body, data }: ReportDocument): Content {
  if (data['json'] === undefined) return { body, rows: [] };
  const { rows: own, lines } = JSON.parse(data['json']) as { rows?: unknown; lines?: { rows?: unknown } }; // our own renderer wrote an object
  const rows = tool === 'FlowGrapher' ? lines?.rows : own; // what the page has as a table that sorts
  return { body, rows: Array.isArray(rows) ? (rows as SortRow[]) : [] };
}

const UNITS = ['', 'KB', 'MB', 'GB', 'TB', 'PB'];

/** What a cell of an old table sorts by: the number in it, whatever its marks of thousands and its unit, or its text. */
function oldValue(cell: string): string | number {
  const [, number = '', unit = ''] = /^(-?[\d,]+(?:\.\d+)?)(?: ([KMGTP]B))?$/.exec(cell) ?? [];
  return number === '' ? cell : Number(number.replaceAll(',', '')) * 1024 ** UNITS.indexOf(unit);
}

function oldContent({ body }: OldReport): Content {
  const rows =
    body.kind === 'table'
      ? body.rows.map((row) => Object.fromEntries(row.map((cell, at) => [`column${at + 1}`, oldValue(cell)])))
      : [];
  return { body: renderView('originalbody', body), rows };
}

/** As many seconds as the span had, up to now: what changes in the question. Undefined where it counts from now as it is. */
function untilNow({ query, window }: ReportDocument): Record<string, string> | undefined {
  const start = new URLSearchParams(query).get('start_date') ?? '';
  if (!/^\d/.test(start)) return undefined;
  const seconds = Math.round((window.end - window.start) / 1000);
  const length = seconds < 1_000_000 ? `-${seconds}s` : `-${Math.round(seconds / 60)}m`;
  return { start_date: length, start_time: '', end_date: 'now', end_time: '' };
}

/** A longer question is not written into addresses, in characters: servers take about 8 KiB. */
const LONGEST_QUERY = 6000;

/** Scripts that ask a question again, by tool. */
const ASKING: Readonly<Partial<Record<string, { readonly form: string; readonly result: string }>>> = {
  FlowViewer: { form: 'FlowViewer.cgi', result: 'FlowViewer_Main.cgi' },
  FlowGrapher: { form: 'FlowGrapher.cgi', result: 'FlowGrapher_Main.cgi' },
};

/** What a result of a tool can be had as. */
function formatsOf(tool: Tool): Readonly<Record<string, Pick<ReportFormat, 'label' | 'type' | 'as'>>> {
  return tool === 'FlowGrapher' ? GRAPH_FORMATS : REPORT_FORMATS;
}

function actions(opened: OpenedReport, site: Site): Link[] {
  const { cgi_bin_short } = site.configuration;
  const { id, tool } = opened.entry;
  const link = (script: string, query: ConstructorParameters<typeof URLSearchParams>[0]): string =>
    `${cgi_bin_short}/${script}?${new URLSearchParams(query).toString().replaceAll('%3A', ':')}`;
  const own = opened.origin === 'own';
  const short = (query: URLSearchParams): URLSearchParams =>
    query.toString().length > LONGEST_QUERY ? new URLSearchParams({ saved_report: id }) : query;
  const question = short(own ? new URLSearchParams(opened.document.fixed) : opened.report.query);
  const now = (document: ReportDocument): URLSearchParams => {
    const changes = untilNow(document);
    const query = short(new URLSearchParams(changes ? document.fixed : document.query));
    for (const [name, value] of Object.entries(changes ?? {})) query.set(name, value);
    return query;
  };
  const asking = ASKING[tool];
  const again: Link[] = asking
    ? [
        { label: 'Ask again', href: link(asking.result, question) },
        ...(own ? [{ label: 'Ask until now', href: link(asking.result, now(opened.document)) }] : []),
        { label: 'Open in the form', href: link(asking.form, question) },
      ]
    : [];
  const formats = own ? Object.entries(formatsOf(tool)) : [];
  return [
    ...again,
    ...(own && tool === 'FlowTracker'
      ? [{ label: 'As it is now', href: link('FlowTracker_Display.cgi', opened.document.query) }]
      : []),
    ...formats
      .filter(([format]) => own && Object.hasOwn(opened.document.data, format))
      .map(([format, { label }]) => ({
        label,
        href: link('FlowViewer_Replay.cgi', { report: id, format }),
      })),
    ...(question.size > 0
      ? [{ label: 'Save filter', href: link('FlowViewer_Save.cgi', [['action', 'name_filter'], ...question]) }]
      : []),
    ...(own ? [{ label: 'Rename', href: link('FlowViewer_SaveManage.cgi', { action: 'rename_report', id }) }] : []),
    { label: 'Remove', href: link('FlowViewer_SaveManage.cgi', { action: 'remove_report', id }) },
  ];
}

function facts(opened: OpenedReport, format: DateFormat): SavedPage['facts'] {
  const saved = { label: 'Saved', value: momentText(opened.entry.saved, format) };
  if (opened.origin === 'original') return [saved, ...oldEcho(opened.report)];
  const { made, zone, software, echo } = opened.document;
  return [
    ...echo,
    { label: 'Answered', value: momentText(made, format) },
    saved,
    { label: 'Times', value: zone },
    { label: 'By', value: `FlowViewer ${software}`.trim() },
  ];
}

/** A choice in words. */
function shownValue(name: string, value: string): string {
  const choice = name === 'flow_select' ? FLOW_SELECT.find((known) => known.value === value) : undefined;
  return choice?.label ?? value;
}

/** The question of an old report, field by field as it was stored. */
function oldEcho({ query }: OldReport): SavedPage['facts'] {
  return [...query]
    .filter(([name]) => !/^(device_name|(start|end)_(date|time)|stat_report|print_report)$/.test(name))
    .map(([name, value]) => ({ label: LABELS.get(name) ?? name.replaceAll('_', ' '), value: shownValue(name, value) }));
}

function respondPage(opened: OpenedReport, request: Request, site: Site): Response {
  const { configuration } = site;
  const { entry } = opened;
  const { body, rows } = opened.origin === 'own' ? ownContent(opened.document) : oldContent(opened.report);
  const address = `?report=${encodeURIComponent(entry.id)}&`;
  const old =
    'An older version has saved this report. Its question and its values are shown; what it had as a page of its own is shown as text.';
  const page: SavedPage = {
    name: entry.name,
    title: entry.title,
    source: entry.source,
    span: entry.span,
    actions: actions(opened, site),
    facts: facts(opened, configuration.date_format),
    notes: opened.origin === 'own' ? [] : [old],
    pictures:
      opened.origin === 'own'
        ? []
        : opened.report.pictures.map((name) => ({
            href: `${address}picture=${encodeURIComponent(name)}`,
            alt: `Picture of the report: ${name}`,
          })),
    body: sortedBody(
      withScripts(body, configuration.cgi_bin_short).replace(
        /(src|srcset)="\?picture=/g,
        (_, name: string) => `${name}="${escapeAttribute(address)}picture=`,
      ),
      `${escapeAttribute(address)}sort=`,
      rows,
      readSorting(request.query.get('sort')),
    ),
  };
  const head = frame(entry.name, configuration, site.now());
  return respondHtml(200, renderView('saved', { frame: head, page }));
}

function respondData(opened: OpenedReport, format: string): Response {
  const formats = formatsOf(opened.entry.tool);
  const known = Object.hasOwn(formats, format) ? formats[format] : undefined;
  const data =
    opened.origin === 'own' && Object.hasOwn(opened.document.data, format) ? opened.document.data[format] : undefined;
  if (!known || data === undefined) {
    throw new HttpError(404, `This report was not saved in the format "${format.slice(0, 40)}".`);
  }
  const file = { 'Content-Disposition': `attachment; filename="flowviewer_${opened.entry.id}.${format}"` };
  return respond(200, known.type, data, known.as === 'file' ? file : {});
}

/** What the address calls the report, also that of an older version. */
function reportId({ query }: Request): string {
  const [handle] = caretArguments(query) ?? [];
  if (handle === undefined) return query.get('report') ?? '';
  const read = readHandle(handle);
  if (read?.kind === 'report') return read.id;
  if (read?.kind === 'gone') throw new HttpError(410, read.sentence);
  throw new HttpError(404, 'This address of an older FlowViewer names nothing that is saved here.');
}

export const savedPage: Handler = withSaveErrors((request, site) => {
  const reports = new SavedReports(site.configuration);
  const id = reportId(request);
  const picture = request.query.get('picture');
  if (picture !== null) return Promise.resolve(respond(200, 'image/png', reports.picture(id, picture)));
  const opened = reports.open(id);
  const format = request.query.get('format') ?? 'html';
  return Promise.resolve(format === 'html' ? respondPage(opened, request, site) : respondData(opened, format));
});
