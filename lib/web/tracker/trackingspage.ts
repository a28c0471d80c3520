/** FlowTracker_Management.cgi: all trackings; revises, renames, archives, restarts, removes them (reference section 5.4). */
import { DeliveryError } from '../../mail/error.js';
import { isAddress } from '../../mail/recipient.js';
import { sendTestMail } from '../../mail/test-mail.js';
import { blankForm } from '../../report/blankform.js';
import { sourceText } from '../../report/sources.js';
import { readName } from '../../save/name.js';
import { SaveError } from '../../save/save-error.js';
import type { Definitions } from '../../tracker/catalogue.js';
import { DefinitionError } from '../../tracker/definition-error.js';
import {
  bringBack,
  groupsWith,
  removeDefinition,
  removedOnes,
  renameDefinition,
  setState,
  type Removed,
} from '../../tracker/manage.js';
import { endRecreate, forgetRecreate } from '../../tracker/recreate-background.js';
import { TRACKING_TYPES } from '../../tracker/tracking-type.js';
import type { Group, Tracking } from '../../tracker/tracking.js';
import { listNamedDevices } from '../devices.js';
import { guardForm, TOKEN_FIELD } from '../csrf.js';
import { momentText } from '../format.js';
import { frame } from '../frame.js';
import { HttpError } from '../httperror.js';
import type { Request, Response, Site } from '../http.js';
import { redirect, respondHtml } from '../respond.js';
import { respondSaveForm } from '../saveform.js';
import { renderView } from '../view.js';
import { alertText, typedAlert } from './alertfields.js';
import { firedPreview } from './firedpreview.js';
import { respondTrackerForm, typedIn } from './trackerform.js';
import { checkForm, findTracker, parameter, readTrackers, trackerLink, withTrackerErrors } from './trackers.js';

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

interface TestMail {
  readonly action: string;
  readonly hidden: Readonly<Record<string, string>>;
  readonly to: string;
  readonly sent?: string;
  readonly error?: string;
}

export interface TrackingsPage {
  readonly heading: string;
  readonly sections: readonly { readonly title: string; readonly rows: readonly Row[] }[];
  /** Files that cannot be used, and why. */
  readonly problems: readonly string[];
  readonly actions: readonly Link[];
  readonly removed: readonly { readonly label: string; readonly when: string; readonly href: string }[];
  /** The form that sends a mail to try that; absent for the public. */
  readonly testMail?: TestMail;
}

function rowOf(definition: Tracking | Group, site: Site): Row {
  const { id, label, comment, kind, state } = definition;
  const act = (action: string): string => trackerLink(site, SCRIPT, { action, id });
  const revise = kind === 'group' ? trackerLink(site, 'FlowTracker_Group.cgi', { id }) : act('revise');
  const what =
    definition.kind === 'group'
      ? `Group of ${definition.components.length}`
      : `${TRACKING_TYPES[definition.type].title}, ${sourceText(definition.fields, site.configuration)}`;
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

const TEST_MAIL = 'test_mail';

/** What came of a test mail. */
interface Tested {
  readonly status: number;
  readonly to: string;
  readonly sent?: string;
  readonly error?: string;
}

async function testMail(request: Request, site: Site): Promise<Tested> {
  checkForm(request, site, TEST_MAIL);
  const to = (request.form.get('to') ?? '').trim();
  if (!isAddress(to)) return { status: 400, to, error: `"${to}" is not a mail address, such as noc@example.net.` };
  try {
    await sendTestMail(site.configuration, to);
    return { status: 200, to, sent: `A test mail for ${to} has been handed over.` };
  } catch (error) {
    if (!(error instanceof DeliveryError)) throw error;
    return { status: 502, to, error: `The test mail was not sent: ${error.message}.` };
  }
}

async function respondList(
  { trackings, groups, problems }: Definitions,
  request: Request,
  site: Site,
  { status, ...tested }: Tested = { status: 200, to: '' },
): Promise<Response> {
  const { token, headers } = guardForm(request, site, TEST_MAIL);
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
    testMail: {
      action: trackerLink(site, SCRIPT),
      hidden: { action: TEST_MAIL, [TOKEN_FIELD]: token },
      ...tested,
    },
  };
  const body = renderView('trackings', { frame: frame('Trackings', configuration, site.now()), page });
  return respondHtml(status, body, headers);
}

/** What asks first: a sentence each for the page and its button. */
const QUESTIONS = {
  rename: { title: 'Rename', submit: 'Rename', note: 'Groups that have it as a component follow.' },
  archive: {
    title: 'Archive',
    submit: 'Archive',
    note: 'Nothing is collected any more. Its graphs stay as they are, in groups too, and it can be restarted.',
  },
  restart: { title: 'Restart', submit: 'Restart', note: 'It is collected again; the time between stays empty.' },
  remove: {
    title: 'Remove',
    submit: 'Remove',
    note: 'Its files are put aside: the list of trackings can bring them back.',
  },
  bring_back: { title: 'Bring back', submit: 'Bring back', note: 'Groups and dashboards stay as they are now.' },
} as const;

type Action = keyof typeof QUESTIONS;

interface Asked {
  readonly action: Action;
  readonly id: string;
  readonly request: Request;
  readonly site: Site;
  readonly definitions: Definitions;
}

async function removedOne({ id, site }: Asked): Promise<Removed> {
  const found = (await removedOnes(site.configuration)).find(({ name }) => name === id);
  if (!found) throw new HttpError(404, 'There is nothing removed under that name any more.');
  return found;
}

async function ask(
  asked: Asked,
  typed?: string,
  error?: { readonly status: number; readonly message: string },
): Promise<Response> {
  const { action, id, request, site, definitions } = asked;
  const definition = action === 'bring_back' ? (await removedOne(asked)).definition : findTracker(definitions, id);
  const { title, submit, note } = QUESTIONS[action];
  const groups = groupsWith(definition, definitions).map(({ label }) => label);
  const kind = definition.kind === 'group' ? 'group' : 'tracking';
  return respondSaveForm(
    {
      title: `${title} the ${kind} “${definition.label}”${action === 'remove' ? '?' : ''}`,
      script: SCRIPT,
      does: action,
      hidden: { id },
      ...(action === 'rename' && { name: typed ?? definition.label }),
      ...(error && { error: error.message }),
      about: [
        { label: 'Comment', value: definition.comment },
        { label: 'In groups', value: action === 'remove' || action === 'archive' ? groups.join(', ') : '' },
      ].filter(({ value }) => value !== ''),
      notes: [note],
      submit,
      cancel: trackerLink(site, SCRIPT),
    },
    request,
    site,
    error?.status,
  );
}

/** @returns what the page after it says */
async function change(
  { action, id, request, site, definitions }: Asked,
  definition: Tracking | Group,
): Promise<Response> {
  const { configuration } = site;
  const show = (made: string): Response => redirect(trackerLink(site, 'FlowTracker_Display.cgi', { id, made }));
  switch (action) {
    case 'rename':
      await renameDefinition(configuration, definition, readName(request.form.get('name') ?? ''), definitions);
      return show('renamed');
    case 'archive':
      if (definition.state === 'active') await setState(configuration, definition, 'archived');
      return show('archived');
    case 'restart':
      if (definition.state === 'archived') await setState(configuration, definition, 'active');
      return show('restarted');
    default:
      if (definition.kind === 'tracking') {
        endRecreate(configuration, definition);
        forgetRecreate(configuration, definition);
      }
      await removeDefinition(configuration, definition, definitions, site.now() / 1000);
      return redirect(trackerLink(site, SCRIPT));
  }
}

async function take(asked: Asked): Promise<Response> {
  const { action, id, request, site, definitions } = asked;
  checkForm(request, site, action);
  try {
    if (action !== 'bring_back') return await change(asked, findTracker(definitions, id));
    const removed = await removedOne(asked);
    await bringBack(site.configuration, removed, definitions);
    const parameters = { id: removed.definition.id, made: 'back' };
    return redirect(trackerLink(site, 'FlowTracker_Display.cgi', parameters));
  } catch (error) {
    const isName = error instanceof SaveError || (error instanceof DefinitionError && error.code === 'taken');
    if (!isName || action !== 'rename') throw error;
    const status = error instanceof SaveError ? 400 : 409;
    return ask(asked, request.form.get('name') ?? '', { status, message: error.message });
  }
}

/** The form of a tracking as it is, with what only a revision has. */
async function respondRevision(definition: Tracking | Group, request: Request, site: Site): Promise<Response> {
  const { id } = definition;
  if (definition.kind === 'group') return redirect(trackerLink(site, 'FlowTracker_Group.cgi', { id }));
  const { configuration, now } = site;
  const devices = await listNamedDevices(configuration);
  const form = {
    ...blankForm(configuration, devices.names, now()),
    ...definition.fields,
    sampling_multiplier: definition.multiplier,
  };
  const typed = {
    ...typedIn(request),
    ...typedAlert(definition),
    monitor_label: definition.label,
    general_comment: definition.comment,
    notate_graphs: 'Y',
  };
  const preview = await firedPreview(definition, definition.alert, site);
  return respondTrackerForm({ form, typed, devices, revises: definition, ...(preview && { preview }) }, request, site);
}

function isAction(text: string): text is Action {
  return Object.hasOwn(QUESTIONS, text);
}

export const trackingsPage = withTrackerErrors(async (request, site) => {
  const definitions = await readTrackers(site);
  const [action, id] = [parameter(request, 'action'), parameter(request, 'id')];
  if (action === '') return respondList(definitions, request, site);
  if (action === TEST_MAIL) return respondList(definitions, request, site, await testMail(request, site));
  if (action === 'revise') return respondRevision(findTracker(definitions, id), request, site);
  if (!isAction(action)) {
    const known = ['revise', TEST_MAIL, ...Object.keys(QUESTIONS)].join(', ');
    throw new HttpError(400, `"${action}" is nothing that this page does: ${known}.`);
  }
  const asked = { action, id, request, site, definitions };
  return request.method === 'POST' ? take(asked) : ask(asked);
});
