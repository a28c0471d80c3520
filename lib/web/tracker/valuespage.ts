/** FlowTracker_Dumper.cgi: the values behind a graph, as a page or as CSV (reference section 5.10). */
import { formatIso } from '../../report/zone.js';
import { fetchValues, type Row } from '../../tracker/fetch-values.js';
import type { GraphWindow } from '../../tracker/graph-windows.js';
import { rrdFile } from '../../tracker/tracking-rrd.js';
import { TRACKING_TYPES } from '../../tracker/tracking-type.js';
import { multiplierOf, type Tracking } from '../../tracker/tracking.js';
import { formatLength, formatNumber, momentText } from '../format.js';
import { frame } from '../frame.js';
import { HttpError } from '../httperror.js';
import type { Response, Site } from '../http.js';
import { respond, respondHtml } from '../respond.js';
import { renderView } from '../view.js';
import { findWindow } from './trackerpicture.js';
import { findTracker, readTrackers, trackerLink, withTrackerErrors } from './trackers.js';

export interface ValuesPage {
  readonly title: string;
  readonly heading: string;
  readonly note: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly actions: readonly { readonly label: string; readonly href: string }[];
}

/** What a mean rate adds up to; flows alive have no sum. */
const SUMS = {
  bps: { title: 'Octets', factor: 1 / 8 },
  pps: { title: 'Packets', factor: 1 },
  fpsi: { title: 'Flows', factor: 1 },
  fpsa: undefined,
} as const;

const DECIMALS = 2;
/** Of what is less than 1. */
const DIGITS = 3;

function known(value: number | undefined): string {
  if (value === undefined) return 'unknown';
  return value === 0 || Math.abs(value) >= 1
    ? formatNumber(value, DECIMALS)
    : String(Number(value.toPrecision(DIGITS)));
}

function respondCsv({ type, id }: Tracking, window: GraphWindow, rows: readonly Row[]): Response {
  const { unit } = TRACKING_TYPES[type];
  const text = (value: number | undefined): string => (value === undefined ? '' : String(value));
  const lines = rows.map(
    ({ end, average, peak }) => `${formatIso(end * 1000)},${end},${text(average)},${text(peak)}\r\n`,
  );
  const name = `${id.replace(/[^\w-]/g, '_')}_${window.name}.csv`;
  return respond(
    200,
    'text/csv; charset=utf-8; header=present',
    `end,epoch,average_${unit},peak_${unit}\r\n${lines.join('')}`,
    {
      'Content-Disposition': `attachment; filename="${name}"`,
    },
  );
}

function respondValues(tracking: Tracking, window: GraphWindow, rows: readonly Row[], site: Site): Response {
  const { configuration, now } = site;
  const { unit } = TRACKING_TYPES[tracking.type];
  const sum = SUMS[tracking.type];
  const factor = multiplierOf(tracking);
  const scaled =
    factor === 1 ? '' : ` They are multiplied by ${formatNumber(factor, 9)}, because packets were sampled.`;
  const { id } = tracking;
  const title = `${tracking.label}: ${window.title}`;
  const page: ValuesPage = {
    title: tracking.label,
    heading: window.title,
    note: `Each value stands for ${formatLength(window.resolution * 1000)}; times are the ends of these periods, the latest first.${scaled}`,
    columns: ['End of period', `Average (${unit})`, `Highest 5 minutes (${unit})`, ...(sum ? [sum.title] : [])],
    rows: rows
      .toReversed()
      .map(({ end, average, peak }) => [
        momentText(end * 1000, configuration.date_format),
        known(average),
        known(peak),
        ...(sum ? [average === undefined ? 'unknown' : formatNumber(average * window.resolution * sum.factor)] : []),
      ]),
    actions: [
      { label: 'CSV', href: trackerLink(site, 'FlowTracker_Dumper.cgi', { id, window: window.name, format: 'csv' }) },
      { label: 'Graphs', href: trackerLink(site, 'FlowTracker_Display.cgi', { id }) },
    ],
  };
  return respondHtml(200, renderView('trackingvalues', { frame: frame(title, configuration, now()), page }));
}

export const valuesPage = withTrackerErrors(async ({ query }, site) => {
  const tracking = findTracker(await readTrackers(site), query.get('id') ?? '');
  if (tracking.kind === 'group')
    throw new HttpError(400, 'A group has no values of its own: open one of its components.');
  const window = findWindow(query.get('window') ?? 'daily');
  const file = rrdFile(site.configuration.rrdtool_directory, tracking);
  const rows = await fetchValues(file, window, Math.floor(site.now() / 1000));
  return query.get('format') === 'csv'
    ? respondCsv(tracking, window, rows)
    : respondValues(tracking, window, rows, site);
});
