/** Saves the graphs of a tracking or group as they are, as a report that opens like that years later. */
import { softwareVersion } from '../../config/software-version.js';
import { formatIso } from '../../report/zone.js';
import { sourceText } from '../../report/sources.js';
import type { ReportDocument } from '../../save/report-document.js';
import { SavedReports } from '../../save/saved-report.js';
import { SaveError } from '../../save/save-error.js';
import type { Definitions } from '../../tracker/catalogue.js';
import { fetchValues } from '../../tracker/fetch-values.js';
import { GRAPH_WINDOWS } from '../../tracker/graph-windows.js';
import { drawLive } from '../../tracker/live-graph.js';
import { rrdFile } from '../../tracker/tracking-rrd.js';
import { TRACKING_TYPES } from '../../tracker/tracking-type.js';
import type { Group, Tracking } from '../../tracker/tracking.js';
import { momentText } from '../format.js';
import { frame } from '../frame.js';
import { HttpError } from '../httperror.js';
import type { Request, Response, Site } from '../http.js';
import { redirect } from '../respond.js';
import { respondSaveForm } from '../saveform.js';
import { saveStatus } from '../saverefusal.js';
import { renderView } from '../view.js';
import { trackedParameters } from './trackerform.js';
import { checkForm, parameter, trackerLink } from './trackers.js';
import { echoOf } from './trackingecho.js';

export const SAVE_GRAPHS = 'save_graphs';

export function isSavingGraphs(request: Request): boolean {
  return parameter(request, 'action') === SAVE_GRAPHS;
}

/** Asks for the name. */
export async function askToSaveGraphs(
  definition: Tracking | Group,
  request: Request,
  site: Site,
  again?: { readonly name: string; readonly error: SaveError },
): Promise<Response> {
  const { id, label } = definition;
  return respondSaveForm(
    {
      title: `Save the graphs of “${label}”`,
      script: 'FlowTracker_Display.cgi',
      does: SAVE_GRAPHS,
      hidden: { id },
      name: again?.name ?? label,
      ...(again && { error: again.error.message }),
      about: await echoOf(definition, 'public', site.configuration),
      notes: ['All five graphs are saved as they are now, with the values behind them; later values change nothing.'],
      submit: 'Save graphs',
      cancel: trackerLink(site, 'FlowTracker_Display.cgi', { id }),
    },
    request,
    site,
    again ? saveStatus(again.error) : 200,
  );
}

/** The values behind all graphs, as CSV; empty for a group. */
async function valuesCsv(definition: Tracking | Group, { configuration, now }: Site): Promise<string> {
  if (definition.kind === 'group') return '';
  const { unit } = TRACKING_TYPES[definition.type];
  const file = rrdFile(configuration.rrdtool_directory, definition);
  const text = (value: number | undefined): string => (value === undefined ? '' : String(value));
  const lines = [`window,end,epoch,average_${unit},peak_${unit}`];
  for (const window of GRAPH_WINDOWS)
    for (const { end, average, peak } of await fetchValues(file, window, Math.floor(now() / 1000)))
      lines.push([window.name, formatIso(end * 1000), end, text(average), text(peak)].join(','));
  return lines.map((line) => `${line}\r\n`).join('');
}

/** @throws HttpError 404 where there is nothing to draw; RrdError */
async function graphsDocument(
  definition: Tracking | Group,
  definitions: Definitions,
  site: Site,
): Promise<ReportDocument> {
  const { configuration } = site;
  const now = Math.floor(site.now() / 1000);
  const pictures: Record<string, string> = {};
  for (const window of GRAPH_WINDOWS) {
    const picture = await drawLive(definition, definitions, { window, now, configuration });
    if (picture) pictures[`${window.name}.png`] = picture.toString('base64');
  }
  const drawn = GRAPH_WINDOWS.filter(({ name }) => `${name}.png` in pictures);
  const [first] = drawn;
  if (!first) throw new HttpError(404, `There are no values of "${definition.label}" yet.`);
  const csv = await valuesCsv(definition, site);
  return {
    tool: 'FlowTracker',
    title: definition.label,
    source: definition.kind === 'group' ? 'Group' : sourceText(definition.fields, configuration),
    span: `until ${momentText(now * 1000, configuration.date_format)}`,
    made: site.now(),
    zone: frame('', configuration, site.now()).zone,
    software: softwareVersion(),
    query: new URLSearchParams({ id: definition.id }).toString(),
    fixed: definition.kind === 'group' ? '' : trackedParameters(definition).toString(),
    window: { start: (now - first.length) * 1000, end: now * 1000 },
    echo: await echoOf(definition, 'public', configuration),
    body: renderView('trackinggraphs', { label: definition.label, graphs: drawn }),
    data: csv === '' ? {} : { csv },
    pictures,
  };
}

/** @throws HttpError 403, 404; RrdError; DirectoryError */
export async function saveGraphs(
  definition: Tracking | Group,
  definitions: Definitions,
  request: Request,
  site: Site,
): Promise<Response> {
  checkForm(request, site, SAVE_GRAPHS);
  const name = parameter(request, 'name');
  const document = await graphsDocument(definition, definitions, site);
  try {
    const { id } = new SavedReports(site.configuration).save(name, document, site.now());
    const query = new URLSearchParams({ report: id }).toString();
    return redirect(`${site.configuration.cgi_bin_short}/FlowViewer_Replay.cgi?${query}`);
  } catch (error) {
    if (!(error instanceof SaveError)) throw error;
    return askToSaveGraphs(definition, request, site, { name, error });
  }
}
