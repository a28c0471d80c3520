/** FlowViewer_Guide.cgi: the user guide, docs/guide.md, which the build has made HTML of. */
import { readFileSync } from 'node:fs';
import { frame } from './frame.js';
import type { Handler } from './http.js';
import { respondHtml } from './respond.js';
import { renderView } from './view.js';

export interface GuidePage {
  /** HTML. */
  readonly body: string;
}

export const guidePage: Handler = (_request, { configuration, now }) => {
  const html = readFileSync(new URL('./guide.html', import.meta.url), 'utf8');
  const body = html.replaceAll('src="images/', `src="${encodeURI(configuration.reports_short)}/guide/`);
  const head = frame('User guide', configuration, now());
  return Promise.resolve(respondHtml(200, renderView('guide', { frame: head, page: { body } })));
};
