/** FlowViewer_SaveManage.cgi: lists what is saved; renames and removes it (reference section 6.9). */
import { softwareVersion } from '../config/software-version.js';
import { CRITERIA } from '../report/criterion.js';
import { findReport } from '../report/reports.js';
import { SaveError } from '../save/save-error.js';
import { SavedFilters, type SavedFilter } from '../save/saved-filter.js';
import { SavedReports, type SavedReport } from '../save/saved-report.js';
import { caretArguments } from './caret.js';
import { refuseForm } from './csrf.js';
import { formatOctets, momentText } from './format.js';
import { frame } from './frame.js';
import { filterLink } from './filterlink.js';
import { HttpError } from './httperror.js';
import type { Handler, Request, Response, Site } from './http.js';
import { redirect, respondHtml } from './respond.js';
import { respondSaveForm } from './saveform.js';
import { saveStatus, withSaveErrors } from './saverefusal.js';
import { presentTools } from './toolpages.js';
import { renderView } from './view.js';

const SCRIPT = 'FlowViewer_SaveManage.cgi';

interface Link {
  readonly label: string;
  readonly href: string;
}

interface Row {
  readonly name: string;
  readonly href: string;
  readonly when: string;
  readonly what: string;
  readonly size: string;
  readonly links: readonly Link[];
  readonly origin: 'own' | 'original';
  /** Just saved or renamed. */
  readonly current: boolean;
}

export interface SavesPage {
  readonly reports: readonly Row[];
  readonly filters: readonly Row[];
  readonly directory: string;
}

const address = (site: Site, script: string, parameters: Readonly<Record<string, string>>): string =>
  `${site.configuration.cgi_bin_short}/${script}?${new URLSearchParams(parameters).toString()}`;

function reportRow(report: SavedReport, site: Site, current: string): Row {
  const { id, name, tool, title, source, span, saved, octets, origin } = report;
  const rename = { label: 'Rename', href: address(site, SCRIPT, { action: 'rename_report', id }) };
  return {
    name,
    href: address(site, 'FlowViewer_Replay.cgi', { report: id }),
    when: momentText(saved, site.configuration.date_format),
    what: [tool, title, source, span].filter(Boolean).join(', '),
    size: `${formatOctets(octets)}${octets > 1024 ? '' : ' B'}`,
    links: [
      ...(origin === 'own' ? [rename] : []),
      { label: 'Remove', href: address(site, SCRIPT, { action: 'remove_report', id }) },
    ],
    origin,
    current: id === current,
  };
}

/** What a filter lets through, and which report it asks for. */
function filterText(query: string): string {
  const fields = new URLSearchParams(query);
  const criteria = CRITERIA.flatMap(({ name, label }) => {
    const value = fields.get(name) ?? '';
    return value === '' ? [] : [`${label} ${value.length > 200 ? `${value.slice(0, 200)} …` : value}`];
  });
  const printed = findReport('print_report', Number(fields.get('print_report') ?? NaN));
  const report = printed ?? findReport('stat_report', Number(fields.get('stat_report') ?? NaN));
  return [report?.title ?? '', fields.get('device_name') ?? '', ...criteria].filter(Boolean).join(', ');
}

function filterRow(filter: SavedFilter, site: Site, current: string): Row {
  const { id, name, query, saved, origin } = filter;
  const { configuration } = site;
  const forms = presentTools(configuration).map(({ title, script }) => ({
    label: title,
    href: filterLink(filter, script, configuration),
  }));
  const isLine = /:\d+$/.test(id);
  return {
    name,
    href: filterLink(filter, 'FlowViewer.cgi', configuration),
    when: momentText(saved, configuration.date_format),
    what: filterText(query),
    size: '',
    links: [
      { label: 'Run', href: filterLink(filter, 'FlowViewer_Main.cgi', configuration) },
      ...forms,
      ...(isLine
        ? []
        : [
            { label: 'Rename', href: address(site, SCRIPT, { action: 'rename_filter', id }) },
            { label: 'Remove', href: address(site, SCRIPT, { action: 'remove_filter', id }) },
          ]),
    ],
    origin,
    current: id === current,
  };
}

function respondList({ query }: Request, site: Site): Response {
  const { configuration } = site;
  const page: SavesPage = {
    reports: new SavedReports(configuration).list().map((report) => reportRow(report, site, query.get('report') ?? '')),
    filters: new SavedFilters(configuration).list().map((filter) => filterRow(filter, site, query.get('filter') ?? '')),
    directory: configuration.save_directory,
  };
  const head = frame('Saved reports and filters', configuration, site.now());
  return respondHtml(200, renderView('saves', { frame: { ...head, saved: { reports: [], manage: '' } }, page }));
}

type Action = 'remove_report' | 'remove_filter' | 'rename_report' | 'rename_filter';
const ACTIONS: readonly Action[] = ['remove_report', 'remove_filter', 'rename_report', 'rename_filter'];

/** What the form of an action is about. */
function thing(action: Action, id: string, site: Site): Row {
  const { configuration } = site;
  if (action.endsWith('filter')) return filterRow(new SavedFilters(configuration).get(id), site, '');
  return reportRow(new SavedReports(configuration).entry(id), site, '');
}

function ask(action: Action, id: string, request: Request, site: Site, typed?: string, error?: SaveError): Response {
  const row = thing(action, id, site);
  const what = action.endsWith('filter') ? 'filter' : 'report';
  const removes = action.startsWith('remove');
  return respondSaveForm(
    {
      title: removes ? `Remove the ${what} “${row.name}”?` : `Rename the ${what} “${row.name}”`,
      script: SCRIPT,
      does: action,
      hidden: { id },
      ...(removes ? {} : { name: typed ?? row.name }),
      ...(error ? { error: error.message } : {}),
      about: [
        { label: 'Saved', value: row.when },
        { label: 'About', value: row.what },
      ].filter(({ value }) => value !== ''),
      notes: removes ? ['It cannot be had back.'] : [],
      submit: removes ? `Remove ${what}` : 'Rename',
    },
    request,
    site,
    error ? saveStatus(error) : 200,
  );
}

function change(action: Action, id: string, typed: string, { configuration }: Site): string {
  const [reports, filters] = [new SavedReports(configuration), new SavedFilters(configuration)];
  switch (action) {
    case 'remove_report':
      reports.remove(id);
      return '';
    case 'remove_filter':
      filters.remove(id);
      return '';
    case 'rename_report':
      reports.rename(id, typed);
      return new URLSearchParams({ report: id }).toString();
    case 'rename_filter':
      return new URLSearchParams({ filter: filters.rename(id, typed, softwareVersion()).id }).toString();
  }
}

function takeForm(action: Action, id: string, request: Request, site: Site): Response {
  const refused = refuseForm(request, site, action);
  if (refused !== undefined) throw new HttpError(403, refused);
  const typed = request.form.get('name') ?? '';
  try {
    const query = change(action, id, typed, site);
    const place = action.endsWith('filter') ? '#filters' : '';
    return redirect(`${site.configuration.cgi_bin_short}/${SCRIPT}${query === '' ? '' : `?${query}`}${place}`);
  } catch (error) {
    const again = error instanceof SaveError && (error.code === 'name' || error.code === 'taken');
    if (!again) throw error;
    return ask(action, id, request, site, typed, error);
  }
}

/** What an address of FlowViewer 4 asked for; what removed at once there asks first here. */
const OLD_ACTIONS: Readonly<Record<string, Action>> = { RemoveFile: 'remove_report', RemoveFilter: 'remove_filter' };

export const savesPage: Handler = withSaveErrors((request, site) => {
  const [old = '', argument = ''] = caretArguments(request.query) ?? [];
  const field = (name: string): string => request.form.get(name) ?? request.query.get(name) ?? '';
  const asked = OLD_ACTIONS[old] ?? field('action');
  const id = OLD_ACTIONS[old] ? argument : field('id');
  if (asked === '') return Promise.resolve(respondList(request, site));
  const action = ACTIONS.find((known) => known === asked);
  if (!action) throw new HttpError(400, `"${asked}" is nothing that this page does: ${ACTIONS.join(', ')}.`);
  const response = request.method === 'POST' ? takeForm(action, id, request, site) : ask(action, id, request, site);
  return Promise.resolve(response);
});
