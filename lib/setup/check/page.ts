/** FlowViewer_Check.cgi: the chain as a page, with the permissions that pages have. */
import { runningUser } from '../../config/running-user.js';
import { frame } from '../../web/frame.js';
import type { Handler } from '../../web/http.js';
import { respondHtml } from '../../web/respond.js';
import { renderView } from '../../web/view.js';
import { STEPS } from './steps.js';
import { firstBroken, walk } from './walk.js';

export const checkPage: Handler = async (_request, { configuration, now, signal }) => {
  const links = await walk(STEPS, { configuration, now: now(), asker: 'page', signal });
  const broken = firstBroken(links);
  const page = { user: runningUser(), links, ...(broken && { broken }) };
  return respondHtml(200, renderView('check', { frame: frame('Check', configuration, now()), page }));
};
