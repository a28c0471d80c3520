/** FlowViewer_Save.cgi: asks for a name, then saves a report or a filter (reference section 1.4). */
import { softwareVersion } from '../config/software-version.js';
import { CRITERIA } from '../report/criterion.js';
import { findReport } from '../report/reports.js';
import type { ReportDocument, Tool } from '../save/report-document.js';
import { SaveError } from '../save/save-error.js';
import { SavedFilters, withoutTimes } from '../save/saved-filter.js';
import { SavedReports } from '../save/saved-report.js';
import { caretArguments } from './caret.js';
import { refuseForm } from './csrf.js';
import { momentText } from './format.js';
import { LABELS } from './fieldview.js';
import { HttpError } from './httperror.js';
import type { Handler, Request, Response, Site } from './http.js';
import { documentOf, findResult, type KeptResult } from './keptresult.js';
import { withWholeLists } from './long-lists.js';
import { redirect } from './respond.js';
import { savedFields } from './savedfields.js';
import { respondSaveForm } from './saveform.js';
import { saveStatus, withSaveErrors } from './saverefusal.js';

const OWN_FIELDS: ReadonlySet<string> = new Set([
  ...['action', 'result', 'tool', 'name', 'query', 'csrf_token', 'format'],
  ...['saved_filter', 'saved_report'],
]);

/** Servers take about 8 KiB of an address. */
const LONGEST_ADDRESS = 6000;

const SCRIPT = 'FlowViewer_Save.cgi';

/** The question that the request is about: of the kept result, in a field of its own, or its own fields. */
function questionOf({ query, form }: Request, kept: KeptResult | undefined, site: Site): URLSearchParams {
  const whole = form.get('query') ?? kept?.head.query;
  if (whole !== undefined) return new URLSearchParams(whole);
  const given = [...savedFields(query, site), ...query, ...form];
  const fields = given.filter(([name, value]) => !OWN_FIELDS.has(name) && value !== '');
  return withWholeLists(new URLSearchParams(fields), site.configuration, site.now());
}

interface Asked {
  readonly request: Request;
  readonly site: Site;
  readonly result: string;
  readonly kept: KeptResult | undefined;
  readonly question: URLSearchParams;
  /** That has answered the question. */
  readonly tool: Tool;
}

/** Shows the form for a report's name. */
function nameReport(
  { request, site, result, kept: found, question, tool }: Asked,
  typed?: string,
  error?: SaveError,
): Response {
  const { configuration } = site;
  const kept = found?.head;
  if (!kept && [...question].length === 0) {
    throw new HttpError(404, 'The result is not kept any more. Open the report again, and save it from there.');
  }
  const what = tool === 'FlowGrapher' ? 'graph' : 'report';
  const gone = 'The result that was shown is not kept any more: saving asks the same question again.';
  const about = kept
    ? [
        { label: what === 'graph' ? 'Graph' : 'Report', value: `${kept.title}, ${kept.source}` },
        { label: 'Time span', value: kept.span },
        { label: 'Answered', value: momentText(kept.made, configuration.date_format) },
        ...kept.echo,
      ]
    : describe(question);
  return respondSaveForm(
    {
      title: `Save this ${what}`,
      script: SCRIPT,
      does: 'save_report',
      hidden: { result, tool, query: question.toString() },
      name: typed ?? [kept?.title, kept?.source].filter(Boolean).join(', '),
      ...(error ? { error: error.message } : {}),
      about,
      notes: kept ? ['It is saved as it was shown, and opens like that when its flows are long gone.'] : [gone],
      submit: `Save ${what}`,
    },
    request,
    site,
    error ? saveStatus(error) : 200,
  );
}

/** A question in words, as far as it can be said without reading it. */
function describe(question: URLSearchParams): { label: string; value: string }[] {
  const menu = question.has('print_report') ? 'print_report' : 'stat_report';
  const report = findReport(menu, Number(question.get(menu) ?? NaN));
  const named = [...question].flatMap(([name, value]) => {
    const label = LABELS.get(name);
    const isTold = CRITERIA.some((criterion) => criterion.name === name) || name === 'device_name';
    return label !== undefined && isTold ? [{ label, value }] : [];
  });
  return [...named, ...(report ? [{ label: 'Report', value: report.title }] : [])];
}

function nameFilter({ request, site, question }: Asked, typed?: string, error?: SaveError): Response {
  const filter = withoutTimes(question);
  return respondSaveForm(
    {
      title: 'Save this filter',
      script: SCRIPT,
      does: 'save_filter',
      hidden: { query: filter.toString() },
      name: typed ?? '',
      ...(error ? { error: error.message } : {}),
      about: describe(filter),
      notes: ['Everything in the form is saved but its time span.'],
      submit: 'Save filter',
    },
    request,
    site,
    error ? saveStatus(error) : 200,
  );
}

/** Only here, because it loads what pages of results need. */
async function askAgain(
  tool: Tool,
  question: URLSearchParams,
  site: Site,
): Promise<ReportDocument | readonly string[]> {
  if (tool === 'FlowGrapher') return (await import('./graphermain.js')).askForGraph(question, site);
  return (await import('./viewermain.js')).askForDocument(question, site);
}

async function saveReport(asked: Asked, name: string): Promise<Response> {
  const { site, kept, question, tool } = asked;
  const document = kept ? await documentOf(kept, site.configuration) : await askAgain(tool, question, site);
  if (!('tool' in document)) throw new SaveError('full', ['The report cannot be saved.', ...document].join(' '));
  const { id } = new SavedReports(site.configuration).save(name, document, site.now());
  return redirect(
    `${site.configuration.cgi_bin_short}/FlowViewer_Replay.cgi?${new URLSearchParams({ report: id }).toString()}`,
  );
}

function saveFilter({ site, question }: Asked, name: string): Response {
  const { id } = new SavedFilters(site.configuration).save(name, question, site.now(), softwareVersion());
  return redirect(
    `${site.configuration.cgi_bin_short}/FlowViewer_SaveManage.cgi?${new URLSearchParams({ filter: id }).toString()}#filters`,
  );
}

async function takeForm(asked: Asked, action: 'save_report' | 'save_filter'): Promise<Response> {
  const { request, site } = asked;
  const refused = refuseForm(request, site, action);
  if (refused !== undefined) throw new HttpError(403, refused);
  const typed = request.form.get('name') ?? '';
  try {
    return action === 'save_report' ? await saveReport(asked, typed) : saveFilter(asked, typed);
  } catch (error) {
    if (!(error instanceof SaveError)) throw error;
    return action === 'save_report' ? nameReport(asked, typed, error) : nameFilter(asked, typed, error);
  }
}

export const savePage: Handler = withSaveErrors(async (request, site) => {
  if (caretArguments(request.query)) {
    const text =
      'This address of an older FlowViewer saved a result that it kept in a work file. Open the report again and choose "Save report" or "Save filter" there.';
    throw new HttpError(410, text);
  }
  const field = (name: string): string => request.form.get(name) ?? request.query.get(name) ?? '';
  const result = field('result');
  const kept = findResult(result, site);
  const tool = kept?.head.tool ?? (field('tool') === 'FlowGrapher' ? 'FlowGrapher' : 'FlowViewer');
  const asked: Asked = { request, site, result, kept, question: questionOf(request, kept, site), tool };
  const action = field('action') || 'name_filter';
  switch (action) {
    case 'save_report':
    case 'save_filter':
      return takeForm(asked, action);
    case 'name_report':
      return nameReport(asked);
    case 'name_filter': {
      const address = `${SCRIPT}?${new URLSearchParams([['action', action], ...asked.question]).toString()}`;
      // by GET the browser can come back to it
      const fits = request.method === 'POST' && address.length < LONGEST_ADDRESS;
      return fits ? redirect(`${site.configuration.cgi_bin_short}/${address}`) : nameFilter(asked);
    }
    default:
      throw new HttpError(
        400,
        `"${action}" is nothing that this page does: name_report, name_filter, save_report or save_filter.`,
      );
  }
});
