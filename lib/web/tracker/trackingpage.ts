/** FlowTracker_Display.cgi: the five graphs of a tracking or group; FlowTracker_DisplayPublic.cgi: the same without tools, and a list. */
import { existsSync } from 'node:fs';
import type { Configuration } from '../../config/configuration.js';
import type { Definitions } from '../../tracker/catalogue.js';
import { GRAPH_WINDOWS } from '../../tracker/graph-windows.js';
import { membersOf, trackingsByLabel } from '../../tracker/members.js';
import { endRecreate, recreateState } from '../../tracker/recreate-background.js';
import { rrdFile } from '../../tracker/tracking-rrd.js';
import type { Group, Tracking } from '../../tracker/tracking.js';
import { caretArguments } from '../caret.js';
import { guardForm, TOKEN_FIELD } from '../csrf.js';
import { formatLength, momentText } from '../format.js';
import { frame } from '../frame.js';
import type { Handler, Request, Response, Site } from '../http.js';
import { redirect, respondHtml } from '../respond.js';
import { renderView } from '../view.js';
import { askToSaveGraphs, isSavingGraphs, SAVE_GRAPHS, saveGraphs } from './savegraphs.js';
import { trackedParameters } from './trackerform.js';
import { echoOf, type Audience, type Echo } from './trackingecho.js';
import { findWindow, pictureParameters, respondPicture } from './trackerpicture.js';
import { checkForm, findTracker, parameter, readTrackers, trackerLink, withTrackerErrors } from './trackers.js';
import { publicFrame, respondPublicList } from './publiclist.js';

interface Link {
  readonly label: string;
  readonly href: string;
}

export interface TrackingPage {
  readonly title: string;
  readonly state: 'active' | 'archived';
  /** What has just been done. */
  readonly done?: string;
  readonly echo: Echo;
  readonly components: readonly { readonly label: string; readonly where: string; readonly href?: string }[];
  readonly revisions: readonly { readonly when: string; readonly comment: string }[];
  readonly actions: readonly Link[];
  readonly graphs: readonly { readonly title: string; readonly src: string; readonly values?: string }[];
  readonly empty?: string;
  readonly recreate?: {
    readonly text: string;
    readonly done: number;
    readonly of: number;
    readonly notes: readonly string[];
    readonly submit: string;
    readonly action: string;
    readonly hidden: Readonly<Record<string, string>>;
  };
  /** Back to the list. */
  readonly back: Link;
}

const DONE: Readonly<Record<string, (configuration: Configuration) => string>> = {
  new: ({ collection_offset: offset }) =>
    `The tracking has been made. The Collector adds a value every 5 minutes, ${formatLength(offset * 1000)} after the traffic.`,
  revised: () => 'The tracking has been revised. What was collected before stays.',
  group: () => 'The group has been saved.',
  renamed: () => 'The label has been changed, in groups too.',
  archived: () => 'It is archived: nothing is collected any more, and what there is stays.',
  restarted: () => 'It is collected again from now on.',
  back: () => 'It has been brought back.',
};

function actionsOf(definition: Tracking | Group, site: Site): Link[] {
  const { id, kind, state } = definition;
  const manage = (action: string): string => trackerLink(site, 'FlowTracker_Management.cgi', { action, id });
  const { cgi_bin_short } = site.configuration;
  const query = kind === 'tracking' ? trackedParameters(definition).toString() : '';
  const revise = kind === 'group' ? trackerLink(site, 'FlowTracker_Group.cgi', { id }) : manage('revise');
  return [
    ...(kind === 'tracking'
      ? [
          { label: 'Text report', href: `${cgi_bin_short}/FlowViewer.cgi?${query}` },
          { label: 'Graph', href: `${cgi_bin_short}/FlowGrapher.cgi?${query}` },
          { label: 'Copy', href: trackerLink(site, 'FlowTracker.cgi', { copy: id }) },
        ]
      : []),
    { label: 'Save graphs', href: trackerLink(site, 'FlowTracker_Display.cgi', { action: SAVE_GRAPHS, id }) },
    ...(state === 'active' ? [{ label: 'Revise', href: revise }] : []),
    { label: 'Rename', href: manage('rename') },
    state === 'active' ? { label: 'Archive', href: manage('archive') } : { label: 'Restart', href: manage('restart') },
    { label: 'Remove', href: manage('remove') },
  ];
}

const STATES = {
  running: 'The past is being computed from the flow files.',
  done: 'The past has been computed from the flow files.',
  failed: 'The past could not be computed.',
  stopped: 'Computing the past was stopped; the values are as they were before.',
} as const;

const RECREATE_ACTION = 'end-recreate';

function recreateOf(definition: Tracking | Group, token: string, site: Site): TrackingPage['recreate'] {
  const state = definition.kind === 'tracking' ? recreateState(site.configuration, definition) : undefined;
  if (!state) return undefined;
  return {
    text: STATES[state.state],
    done: state.periodsDone,
    of: state.periods,
    notes: state.notes,
    submit: state.state === 'running' ? 'Stop' : 'Dismiss',
    action: trackerLink(site, 'FlowTracker_Display.cgi'),
    hidden: { id: definition.id, [TOKEN_FIELD]: token },
  };
}

function graphsOf(
  definition: Tracking | Group,
  definitions: Definitions,
  audience: Audience,
  site: Site,
): TrackingPage['graphs'] {
  const { id } = definition;
  const directory = site.configuration.rrdtool_directory;
  const has = (tracking: Tracking): boolean => existsSync(rrdFile(directory, tracking));
  const byLabel = trackingsByLabel(definitions.trackings.filter(has));
  const isDrawable =
    definition.kind === 'tracking'
      ? has(definition)
      : membersOf(definition, byLabel, directory).some(({ file }) => file);
  if (!isDrawable) return [];
  const script = audience === 'public' ? 'FlowTracker_DisplayPublic.cgi' : 'FlowTracker_Display.cgi';
  return GRAPH_WINDOWS.map(({ name, title }) => ({
    title,
    src: trackerLink(site, script, pictureParameters(definition, definitions, name, site)),
    ...(definition.kind === 'tracking' &&
      audience === 'operators' && { values: trackerLink(site, 'FlowTracker_Dumper.cgi', { id, window: name }) }),
  }));
}

function componentsOf(
  definition: Tracking | Group,
  { trackings }: Definitions,
  audience: Audience,
  site: Site,
): TrackingPage['components'] {
  if (definition.kind === 'tracking') return [];
  const script = audience === 'public' ? 'FlowTracker_DisplayPublic.cgi' : 'FlowTracker_Display.cgi';
  return membersOf(definition, trackingsByLabel(trackings), '').map(({ component: { label, position }, tracking }) => ({
    label,
    where: `${position < 200 ? 'above' : 'below'} the axis${tracking?.state === 'archived' ? ', archived' : ''}`,
    ...(tracking && { href: trackerLink(site, script, { id: tracking.id }) }),
  }));
}

async function respondPage(
  definition: Tracking | Group,
  definitions: Definitions,
  request: Request,
  site: Site,
  audience: Audience,
): Promise<Response> {
  const { configuration } = site;
  const isOpen = audience === 'operators';
  const guarded = isOpen ? guardForm(request, site, `${RECREATE_ACTION} ${definition.id}`) : { token: '', headers: {} };
  const recreate = isOpen ? recreateOf(definition, guarded.token, site) : undefined;
  const graphs = graphsOf(definition, definitions, audience, site);
  const done = isOpen ? DONE[request.query.get('made') ?? '']?.(configuration) : undefined;
  const page: TrackingPage = {
    title: definition.label,
    state: definition.state,
    ...(done !== undefined && { done }),
    echo: await echoOf(definition, audience, configuration),
    components: componentsOf(definition, definitions, audience, site),
    revisions: definition.revisions.map(({ time, comment }) => ({
      when: momentText(time * 1000, configuration.date_format),
      comment,
    })),
    actions: isOpen ? actionsOf(definition, site) : [],
    graphs,
    ...(graphs.length === 0 && {
      empty: definition.kind === 'group' ? 'The group has no components with values yet.' : 'There are no values yet.',
    }),
    ...(recreate && { recreate }),
    back: isOpen
      ? { label: 'All trackings', href: trackerLink(site, 'FlowTracker_Management.cgi') }
      : { label: 'All trackings', href: trackerLink(site, 'FlowTracker_DisplayPublic.cgi') },
  };
  const head = isOpen ? frame(page.title, configuration, site.now()) : publicFrame(page.title, site);
  // the page shows how far it is until it is done, also where no scripts run
  const isRunning = recreate?.submit === 'Stop';
  const refresh = isRunning
    ? { Refresh: `3; url=${trackerLink(site, 'FlowTracker_Display.cgi', { id: definition.id })}` }
    : {};
  return respondHtml(200, renderView('tracking', { frame: head, page }), { ...guarded.headers, ...refresh });
}

/** Handles of FlowViewer 4 name a tracking by its file: `MT_SLUG`. */
function askedId({ query }: Request): string {
  const [handle = ''] = caretArguments(query) ?? [];
  return query.get('id') ?? /^(?:MT|TR)_(.+)$/s.exec(handle)?.[1] ?? '';
}

function display(audience: Audience): Handler {
  return withTrackerErrors(async (request, site) => {
    const definitions = await readTrackers(site);
    const id = request.method === 'POST' ? parameter(request, 'id') : askedId(request);
    if (audience === 'public' && id === '') return respondPublicList(definitions, site);
    const definition = findTracker(definitions, id);
    if (audience === 'operators' && isSavingGraphs(request))
      return request.method === 'POST'
        ? saveGraphs(definition, definitions, request, site)
        : askToSaveGraphs(definition, request, site);
    if (audience === 'operators' && request.method === 'POST') {
      checkForm(request, site, `${RECREATE_ACTION} ${id}`);
      if (definition.kind === 'tracking') endRecreate(site.configuration, definition);
      return redirect(trackerLink(site, 'FlowTracker_Display.cgi', { id }));
    }
    const picture = request.query.get('picture');
    if (picture === null) return respondPage(definition, definitions, request, site, audience);
    const size = request.query.get('size') === 'thumbnail' ? 'thumbnail' : 'full';
    return respondPicture(definition, definitions, { window: findWindow(picture), size }, site);
  });
}

export const trackingPage: Handler = display('operators');
export const publicTrackingPage: Handler = display('public');
