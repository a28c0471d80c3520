/** FlowTracker_Dashboard.cgi: dashboards of thumbnails, and their editor (reference section 5.11). */
import { readName } from '../../save/name.js';
import {
  changeDashboards,
  MOST_PLACES,
  readDashboards,
  type Dashboard,
  type Thumbnail,
} from '../../tracker/dashboards.js';
import type { Definitions } from '../../tracker/catalogue.js';
import { DefinitionError } from '../../tracker/definition-error.js';
import { GRAPH_WINDOWS } from '../../tracker/graph-windows.js';
import { guardForm, TOKEN_FIELD } from '../csrf.js';
import { frame } from '../frame.js';
import { HttpError } from '../httperror.js';
import type { Request, Response, Site } from '../http.js';
import { redirect, respondHtml } from '../respond.js';
import { respondSaveForm } from '../saveform.js';
import { renderView } from '../view.js';
import { pictureParameters } from './trackerpicture.js';
import { checkForm, parameter, readTrackers, trackerLink, withTrackerErrors } from './trackers.js';

const SCRIPT = 'FlowTracker_Dashboard.cgi';

interface Link {
  readonly label: string;
  readonly href: string;
}

export interface DashboardPage {
  readonly name: string;
  /** All dashboards; the one shown has no address. */
  readonly all: readonly { readonly label: string; readonly href: string; readonly current: boolean }[];
  readonly thumbnails: readonly { readonly label: string; readonly href: string; readonly src: string }[];
  readonly actions: readonly Link[];
  readonly editor?: {
    readonly action: string;
    readonly hidden: Readonly<Record<string, string>>;
    readonly name: string;
    readonly note?: string;
    readonly places: readonly { readonly place: number; readonly id: string; readonly window: string }[];
    readonly trackings: readonly { readonly value: string; readonly label: string }[];
    readonly windows: readonly { readonly value: string; readonly label: string }[];
    readonly cancel: string;
  };
}

/** Thumbnails of what is there, with its label. */
function thumbnailsOf({ places }: Dashboard, definitions: Definitions, site: Site): DashboardPage['thumbnails'] {
  const { trackings, groups } = definitions;
  const byId = new Map([...trackings, ...groups].map((each) => [each.id, each]));
  return places.flatMap(({ id, window }) => {
    const definition = byId.get(id);
    const title = GRAPH_WINDOWS.find(({ name }) => name === window)?.title ?? '';
    if (!definition) return [];
    return {
      label: `${definition.label}: ${title}`,
      href: trackerLink(site, 'FlowTracker_Display.cgi', { id }),
      src: trackerLink(site, 'FlowTracker_Display.cgi', {
        ...pictureParameters(definition, definitions, window, site),
        size: 'thumbnail',
      }),
    };
  });
}

/** Places that an editor has: those of the original, and some free ones. */
function shownPlaces(dashboard: Dashboard | undefined): number {
  return Math.min(MOST_PLACES, Math.max(8, (dashboard?.places.length ?? 0) + 4));
}

/** @param proposed name of a new dashboard: that of the user, unless there is one */
function editorOf(
  dashboard: Dashboard | undefined,
  { trackings, groups }: Definitions,
  token: string,
  proposed: string,
  site: Site,
): DashboardPage['editor'] {
  const state = (each: { readonly label: string; readonly state: string }): string =>
    each.state === 'archived' ? `${each.label} (archived)` : each.label;
  const notes = [
    ...(proposed === '' ? [] : [`One called ${proposed}, as you are, is the one that you see first.`]),
    ...(trackings.length + groups.length > 0
      ? []
      : ['There is no tracking or group yet that it could show: make one first, with the form of FlowTracker.']),
  ];
  return {
    action: trackerLink(site, SCRIPT),
    hidden: { dashboard: dashboard?.name ?? '', [TOKEN_FIELD]: token },
    name: dashboard?.name ?? proposed,
    ...(notes.length > 0 && { note: notes.join(' ') }),
    places: Array.from({ length: shownPlaces(dashboard) }, (_, index) => {
      const { id = '', window = 'daily' } = dashboard?.places[index] ?? {};
      return { place: index + 1, id, window };
    }),
    trackings: [...trackings, ...groups].map((each) => ({ value: each.id, label: state(each) })),
    windows: GRAPH_WINDOWS.map(({ name, title }) => ({ value: name, label: title })),
    cancel: trackerLink(site, SCRIPT, dashboard ? { dashboard: dashboard.name } : {}),
  };
}

/** The thumbnails as typed, in the order of their places. */
function typedPlaces({ form }: Request, { trackings, groups }: Definitions): Thumbnail[] {
  const ids = new Set([...trackings, ...groups].map(({ id }) => id));
  return Array.from({ length: MOST_PLACES }, (_, index) => ({
    place: Number(form.get(`place_${index}`)) || index + 1,
    id: form.get(`id_${index}`) ?? '',
    window: form.get(`window_${index}`) ?? '',
  }))
    .filter(({ id, window }) => ids.has(id) && GRAPH_WINDOWS.some(({ name }) => name === window))
    .toSorted((one, other) => one.place - other.place)
    .map(({ id, window }) => ({ id, window }));
}

async function save(request: Request, definitions: Definitions, site: Site): Promise<Response> {
  const name = readName(request.form.get('name') ?? '');
  const before = request.form.get('dashboard') ?? '';
  const dashboard = { name, places: typedPlaces(request, definitions) };
  await changeDashboards(site.configuration.filter_directory, (current) => {
    if (name !== before && current.some((each) => each.name === name))
      throw new DefinitionError('taken', name, `There is a dashboard "${name}" already: choose another name.`);
    const isThere = current.some((each) => each.name === before);
    return isThere ? current.map((each) => (each.name === before ? dashboard : each)) : [...current, dashboard];
  });
  return redirect(trackerLink(site, SCRIPT, { dashboard: name }));
}

function askToRemove({ name }: Dashboard, request: Request, site: Site): Response {
  return respondSaveForm(
    {
      title: `Remove the dashboard “${name}”?`,
      script: SCRIPT,
      does: 'remove_dashboard',
      hidden: { dashboard: name },
      about: [],
      notes: ['Its trackings stay.'],
      submit: 'Remove',
      cancel: trackerLink(site, SCRIPT, { dashboard: name }),
    },
    request,
    site,
  );
}

async function take(action: string, request: Request, definitions: Definitions, site: Site): Promise<Response> {
  if (action === 'remove_dashboard') {
    checkForm(request, site, action);
    const name = request.form.get('dashboard');
    await changeDashboards(site.configuration.filter_directory, (all) => all.filter((each) => each.name !== name));
    return redirect(trackerLink(site, SCRIPT));
  }
  checkForm(request, site, 'save-dashboard');
  return save(request, definitions, site);
}

export const dashboardPage = withTrackerErrors(async (request, site) => {
  const definitions = await readTrackers(site);
  const dashboards = await readDashboards(site.configuration.filter_directory);
  const [name, action] = [parameter(request, 'dashboard'), parameter(request, 'action')];
  if (request.method === 'POST') return take(action, request, definitions, site);
  const own = dashboards.find((each) => each.name === request.user);
  const shown = name === '' ? (own ?? dashboards[0]) : dashboards.find((each) => each.name === name);
  if (name !== '' && !shown) throw new HttpError(404, `There is no dashboard "${name}". It may have been removed.`);
  if (action === 'remove' && shown) return askToRemove(shown, request, site);
  const edits = action === 'new' ? undefined : shown;
  const isEdited = action === 'new' || action === 'edit' || !shown;
  const guarded = isEdited ? guardForm(request, site, 'save-dashboard') : undefined;
  const editor = guarded && editorOf(edits, definitions, guarded.token, own || edits ? '' : (request.user ?? ''), site);
  const link = (label: string, act: string): Link => ({
    label,
    href: trackerLink(site, SCRIPT, { action: act, ...(shown && act !== 'new' && { dashboard: shown.name }) }),
  });
  const page: DashboardPage = {
    name: isEdited ? (edits ? `Change the dashboard “${edits.name}”` : 'New dashboard') : shown.name,
    all: dashboards.map((each) => ({
      label: each.name,
      href: trackerLink(site, SCRIPT, { dashboard: each.name }),
      current: each === shown && !isEdited,
    })),
    thumbnails: isEdited ? [] : thumbnailsOf(shown, definitions, site),
    actions: [
      ...(isEdited ? [] : [link('Change', 'edit'), link('Remove', 'remove'), link('New dashboard', 'new')]),
      { label: 'All trackings', href: trackerLink(site, 'FlowTracker_Management.cgi') },
    ],
    ...(editor && { editor }),
  };
  // thumbnails follow the Grapher's cycle
  const refresh = isEdited ? {} : { Refresh: '300' };
  const head = frame(page.name, site.configuration, site.now());
  return respondHtml(200, renderView('dashboard', { frame: head, page }), { ...guarded?.headers, ...refresh });
});
