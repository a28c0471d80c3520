/** The list of all trackings and groups, with what can be done with each (reference section 5.4). */
import { CRITERIA } from '../../report/criterion.js';
import { brief } from '../../report/filterform.js';
import { sourceText } from '../../report/sources.js';
import type { Definitions } from '../../tracker/catalogue.js';
import { removedOnes } from '../../tracker/manage.js';
import { TRACKING_TYPES } from '../../tracker/tracking-type.js';
import type { Group, Tracking } from '../../tracker/tracking.js';
import { momentText } from '../format.js';
import { frame } from '../frame.js';
import type { Request, Response, Site } from '../http.js';
import { respondHtml } from '../respond.js';
import { renderView } from '../view.js';
import { alertText } from './alertfields.js';
import { deliveryTests, type DeliveryTests, type Tested } from './deliverytest.js';
import { trackerLink } from './trackers.js';

const SCRIPT = 'FlowTracker_Management.cgi';

interface Link {
  readonly label: string;
  readonly href: string;
}

interface Row {
  readonly label: string;
  readonly comment: string;
  readonly what: string;
  /** In words; empty for none. */
  readonly alert: string;
  readonly href: string;
  readonly links: readonly Link[];
}

export interface TrackingsPage {
  readonly heading: string;
  readonly sections: readonly { readonly title: string; readonly rows: readonly Row[] }[];
  /** Files that cannot be used, and why. */
  readonly problems: readonly string[];
  readonly actions: readonly Link[];
  readonly removed: readonly { readonly label: string; readonly when: string; readonly href: string }[];
  /** The forms that send a message to try that; absent for the public. */
  readonly tests?: DeliveryTests;
}

function filterWords({ fields }: Tracking): string[] {
  return CRITERIA.flatMap(({ name, label }) => (fields[name] === '' ? [] : [`${label} ${brief(fields[name])}`]));
}

function rowOf(definition: Tracking | Group, site: Site): Row {
  const { id, label, comment, kind, state } = definition;
  const act = (action: string): string => trackerLink(site, SCRIPT, { action, id });
  const revise = kind === 'group' ? trackerLink(site, 'FlowTracker_Group.cgi', { id }) : act('revise');
  const what =
    definition.kind === 'group'
      ? `Group of ${definition.components.length}`
      : [
          TRACKING_TYPES[definition.type].title,
          sourceText(definition.fields, site.configuration),
          ...filterWords(definition),
        ].join(', ');
  return {
    label,
    comment,
    what,
    alert: definition.kind === 'tracking' ? alertText(definition) : '',
    href: trackerLink(site, 'FlowTracker_Display.cgi', { id }),
    links: [
      ...(state === 'active' ? [{ label: 'Revise', href: revise }] : []),
      { label: 'Rename', href: act('rename') },
      state === 'active' ? { label: 'Archive', href: act('archive') } : { label: 'Restart', href: act('restart') },
      { label: 'Remove', href: act('remove') },
    ],
  };
}

/** @param tested what came of a message that was to be tried */
export async function respondList(
  { trackings, groups, problems }: Definitions,
  request: Request,
  site: Site,
  tested?: Tested,
): Promise<Response> {
  const { tests, headers } = deliveryTests(request, site, tested);
  const { configuration } = site;
  const active = ({ state }: Tracking | Group): boolean => state === 'active';
  const rows = (each: readonly (Tracking | Group)[]): Row[] => each.map((definition) => rowOf(definition, site));
  const page: TrackingsPage = {
    heading: 'Trackings',
    sections: [
      { title: 'Trackings', rows: rows(trackings.filter(active)) },
      { title: 'Groups', rows: rows(groups.filter(active)) },
      { title: 'Archived', rows: rows([...trackings, ...groups].filter((each) => !active(each))) },
    ],
    problems: problems.map(({ message }) => message),
    actions: [
      { label: 'New tracking or group', href: trackerLink(site, 'FlowTracker.cgi') },
      { label: 'Dashboards', href: trackerLink(site, 'FlowTracker_Dashboard.cgi') },
      { label: 'Public list', href: trackerLink(site, 'FlowTracker_DisplayPublic.cgi') },
    ],
    removed: (await removedOnes(configuration)).map(({ name, time, definition }) => ({
      label: definition.label,
      when: momentText(time * 1000, configuration.date_format),
      href: trackerLink(site, SCRIPT, { action: 'bring_back', id: name }),
    })),
    tests,
  };
  const body = renderView('trackings', { frame: frame('Trackings', configuration, site.now()), page });
  return respondHtml(tested?.status ?? 200, body, headers);
}
