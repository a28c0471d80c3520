/** Renames, archives, restarts, removes and brings back: each asks first (reference section 5.4). */
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
import type { Group, Tracking } from '../../tracker/tracking.js';
import { HttpError } from '../httperror.js';
import type { Request, Response, Site } from '../http.js';
import { redirect } from '../respond.js';
import { respondSaveForm } from '../saveform.js';
import { checkForm, findTracker, trackerLink } from './trackers.js';

const SCRIPT = 'FlowTracker_Management.cgi';

/** What asks first: a sentence each for the page and its button. */
export const QUESTIONS = {
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

export type Action = keyof typeof QUESTIONS;

export interface Asked {
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

/** The question. */
export async function ask(
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
  const now = site.now() / 1000;
  const show = (made: string): Response => redirect(trackerLink(site, 'FlowTracker_Display.cgi', { id, made }));
  switch (action) {
    case 'rename':
      await renameDefinition(configuration, definition, readName(request.form.get('name') ?? ''), definitions);
      return show('renamed');
    case 'archive':
      if (definition.state === 'active') await setState(configuration, definition, 'archived', now);
      return show('archived');
    case 'restart':
      if (definition.state === 'archived') await setState(configuration, definition, 'active', now);
      return show('restarted');
    default:
      if (definition.kind === 'tracking') {
        endRecreate(configuration, definition);
        forgetRecreate(configuration, definition);
      }
      await removeDefinition(configuration, definition, definitions, now);
      return redirect(trackerLink(site, SCRIPT));
  }
}

/** What the form of a question asks for. */
export async function take(asked: Asked): Promise<Response> {
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
