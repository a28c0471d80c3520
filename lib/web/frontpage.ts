/** FV.cgi: the front page, with the tools and, for each device, reports of the last hour. */
import { blankForm } from '../report/blankform.js';
import { findReport } from '../report/reports.js';
import { listDevices } from './devices.js';
import { frame } from './frame.js';
import type { Handler } from './http.js';
import { formLink } from './link.js';
import { respondHtml } from './respond.js';
import { renderView } from './view.js';

interface Link {
  readonly label: string;
  readonly href: string;
}

export interface FrontPage {
  readonly problem?: string;
  readonly devices: readonly { readonly name: string; readonly form: string; readonly reports: readonly Link[] }[];
}

/** Numbers of the statistics reports that answer an operator's first questions. */
const FIRST_QUESTIONS = [10, 9, 8, 7, 12, 99];

/** More devices than this are chosen in the form. */
const MOST_DEVICES = 60;

export const frontPage: Handler = async (_request, site) => {
  const { configuration } = site;
  const { names, problem } = await listDevices(configuration);
  const blank = blankForm(configuration, names, site.now());
  const lastHour = { start_date: '-1h', start_time: '', end_date: 'now', end_time: '' };
  const reports = FIRST_QUESTIONS.flatMap((id) => findReport('stat_report', id) ?? []);
  const form = `${configuration.cgi_bin_short}/FlowViewer.cgi`;
  const page: FrontPage = {
    ...(problem ? { problem } : {}),
    devices: names.slice(0, MOST_DEVICES).map((name) => ({
      name,
      form: `${form}?${new URLSearchParams({ device_name: name }).toString()}`,
      reports: reports.map(({ id, title }) => ({
        label: title,
        href: formLink('FlowViewer_Main.cgi', configuration, blank, {
          ...lastHour,
          device_name: name,
          report: String(id),
        }),
      })),
    })),
  };
  return respondHtml(200, renderView('front', { frame: frame('FlowViewer', configuration, site.now()), page }));
};
