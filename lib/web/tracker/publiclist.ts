/** The public list of trackings (reference section 5.13): labels and comments, for who may see graphs but no flows. */
import type { Definitions } from '../../tracker/catalogue.js';
import type { Group, Tracking } from '../../tracker/tracking.js';
import { frame, type Frame } from '../frame.js';
import type { Response, Site } from '../http.js';
import { respondHtml } from '../respond.js';
import { renderView } from '../view.js';
import { trackerLink } from './trackers.js';

/** Without the tools and the lists of what operators have saved. */
export function publicFrame(title: string, { configuration, now }: Site): Frame {
  return { ...frame(title, { ...configuration, use_bottom_pulldowns: false }, now()), tools: [] };
}

export function respondPublicList({ trackings, groups }: Definitions, site: Site): Response {
  const row = ({ id, label, comment }: Tracking | Group) => ({
    label,
    comment,
    what: '',
    alert: '', // addresses are not public
    href: trackerLink(site, 'FlowTracker_DisplayPublic.cgi', { id }),
    links: [],
  });
  const active = ({ state }: Tracking | Group): boolean => state === 'active';
  const archived = [...trackings, ...groups].filter((each) => !active(each));
  const page = {
    heading: 'Trackings',
    sections: [
      { title: 'Trackings', rows: trackings.filter(active).map(row) },
      { title: 'Groups', rows: groups.filter(active).map(row) },
      { title: 'Archived', rows: archived.map(row) },
    ],
    problems: [],
    actions: [],
    removed: [],
  };
  return respondHtml(200, renderView('trackings', { frame: publicFrame('Trackings', site), page }));
}
