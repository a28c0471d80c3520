/** FlowTracker_Group.cgi: the editor of a group, with a preview of what is not saved yet (reference section 5.9). */
import { commentProblem } from '../../tracker/comment.js';
import { oneLine } from '../../tracker/input-lines.js';
import { ownColours } from '../../tracker/colour-table.js';
import { BELOW } from '../../tracker/group-graph.js';
import { renumbered } from '../../tracker/manage.js';
import { COLOUR_FAMILIES, NAMED_COLOURS } from '../../tracker/palette.js';
import { changeDefinition } from '../../tracker/save.js';
import type { Definitions } from '../../tracker/catalogue.js';
import type { Component, Group } from '../../tracker/tracking.js';
import { guardForm, TOKEN_FIELD } from '../csrf.js';
import { frame } from '../frame.js';
import { HttpError } from '../httperror.js';
import type { Request, Response, Site } from '../http.js';
import { redirect, respondHtml } from '../respond.js';
import { renderView } from '../view.js';
import { findWindow, respondPicture } from './trackerpicture.js';
import { checkForm, findTracker, parameter, readTrackers, trackerLink, withTrackerErrors } from './trackers.js';

const SCRIPT = 'FlowTracker_Group.cgi';

interface Choice {
  readonly value: string;
  readonly label: string;
}

export interface GroupPage {
  readonly title: string;
  readonly action: string;
  readonly hidden: Readonly<Record<string, string>>;
  readonly components: readonly {
    readonly label: string;
    readonly side: 'above' | 'below';
    readonly colour: string;
    readonly place: number;
  }[];
  /** Trackings that may be added. */
  readonly others: readonly string[];
  readonly colours: readonly { readonly label: string; readonly choices: readonly Choice[] }[];
  readonly comment: string;
  readonly revision: { readonly comment: string; readonly notate: 'Y' | 'N' };
  readonly preview?: string;
  readonly problem?: string;
  readonly cancel: string;
}

/** What the editor shows: what is saved, or what has been typed since. */
interface Draft {
  readonly components: readonly Component[];
  readonly comment: string;
  readonly revision: GroupPage['revision'];
}

/** Most components of a group. */
const MOST = 99;

/** `auto mixed` becomes the next colour of the family on this side: `auto mixed3`. */
function withColour(component: Component, before: readonly Component[]): Component {
  const [, family = ''] = /^auto ([a-z]+)$/.exec(component.colour) ?? [];
  const size = Object.hasOwn(COLOUR_FAMILIES, family) ? (COLOUR_FAMILIES[family]?.length ?? 0) : 0;
  if (size === 0) return component;
  const isBelow = component.position >= BELOW;
  const used = before
    .filter(({ position }) => position >= BELOW === isBelow)
    .map(({ colour }) => Number(new RegExp(`^auto ?${family} ?(\\d+)$`).exec(colour)?.[1] ?? 0));
  return { ...component, colour: `auto ${family}${(Math.max(0, ...used) % size) + 1}` };
}

/** The components as typed: in the order of their places, without those that are taken out, with the one added. */
function typedComponents({ form }: Request): Component[] {
  const field = (name: string): string => form.get(name) ?? '';
  const rows = Array.from({ length: MOST }, (_, index) => index)
    .filter((index) => form.has(`label_${index}`) && !form.has(`out_${index}`))
    .map((index) => ({
      place: Number(field(`place_${index}`)) || MOST,
      label: field(`label_${index}`),
      side: field(`side_${index}`),
      colour: field(`colour_${index}`),
    }))
    .toSorted((one, other) => one.place - other.place);
  const added = { place: MOST, label: field('add_label'), side: field('add_side'), colour: field('add_colour') };
  const all = [...rows, ...(added.label === '' ? [] : [added])].filter(
    ({ label }, index, list) => list.findIndex((each) => each.label === label) === index,
  );
  const placed = renumbered(
    all.map(({ label, side, colour }) => ({ label: oneLine(label), position: side === 'below' ? 201 : 101, colour })),
  );
  return placed.reduce<Component[]>((before, each) => [...before, withColour(each, [...before, ...fixed(placed)])], []);
}

/** Those whose colour is chosen already. */
function fixed(components: readonly Component[]): Component[] {
  return components.filter(({ colour }) => /\d$/.test(colour));
}

const COLOURS: GroupPage['colours'] = [
  {
    label: 'Next of a family',
    choices: Object.keys(COLOUR_FAMILIES).map((family) => ({ value: `auto ${family}`, label: `${family}, next` })),
  },
  ...Object.entries(COLOUR_FAMILIES).map(([family, members]) => ({
    label: family,
    choices: members.map((_, index) => ({ value: `auto ${family}${index + 1}`, label: `${family} ${index + 1}` })),
  })),
  {
    label: 'Colours',
    choices: ['standard', ...Object.keys(NAMED_COLOURS)].map((value) => ({ value, label: value })),
  },
];

function previewLink({ id }: Group, components: readonly Component[], site: Site): string | undefined {
  if (components.length === 0) return undefined;
  const query = new URLSearchParams([
    ['id', id],
    ['picture', 'daily'],
  ]);
  for (const { position, label, colour } of components) query.append('component', `${position}^${label}^${colour}`);
  return `${trackerLink(site, SCRIPT)}?${query.toString()}`;
}

function colourChoices(components: readonly Component[], site: Site): GroupPage['colours'] {
  const built = new Set(COLOURS.flatMap(({ choices }) => choices.map(({ value }) => value)));
  const own = [...ownColours(site.configuration).keys()].filter((name) => !built.has(name));
  const known = new Set([...built, ...own]);
  const choices = own.map((value) => ({ value, label: value }));
  const colours = own.length === 0 ? COLOURS : [...COLOURS, { label: 'Own colours', choices }];
  const others = components.map(({ colour }) => colour).filter((colour) => !known.has(colour));
  const extra = [...new Set(others)].map((value) => ({ value, label: value === '' ? 'by its place' : value }));
  return extra.length === 0 ? colours : [...colours, { label: 'As it was', choices: extra }];
}

function respondEditor(
  group: Group,
  draft: Draft,
  { trackings }: Definitions,
  request: Request,
  site: Site,
  problem?: string,
): Response {
  const { token, headers } = guardForm(request, site, `save-group ${group.id}`);
  const { components, comment, revision } = draft;
  const places = { above: 0, below: 0 };
  const preview = previewLink(group, components, site);
  const page: GroupPage = {
    title: group.label,
    action: trackerLink(site, SCRIPT),
    hidden: { id: group.id, [TOKEN_FIELD]: token },
    components: components.map(({ label, position, colour }) => {
      const side = position < BELOW ? 'above' : 'below';
      return { label, side, colour, place: ++places[side] };
    }),
    others: trackings.map(({ label }) => label).filter((label) => !components.some((each) => each.label === label)),
    colours: colourChoices(components, site),
    comment,
    revision,
    ...(preview !== undefined && { preview }),
    ...(problem !== undefined && { problem }),
    cancel: trackerLink(site, 'FlowTracker_Display.cgi', { id: group.id }),
  };
  const head = frame(`Group ${group.label}`, site.configuration, site.now());
  return respondHtml(problem === undefined ? 200 : 400, renderView('group', { frame: head, page }), headers);
}

/** The group of an address, as a preview draws it. */
function draftGroup(group: Group, { query }: Request): Group {
  const components = query
    .getAll('component')
    .slice(0, MOST)
    .flatMap((text): Component[] => {
      const [, position = '', label = '', colour = ''] = /^(\d{3})\^(.*)\^([^^]*)$/s.exec(text) ?? [];
      return position === '' ? [] : [{ position: Number(position), label, colour }];
    });
  return { ...group, components };
}

async function save(group: Group, draft: Draft, site: Site): Promise<Response> {
  const { comment, notate } = draft.revision;
  const time = Math.floor(site.now() / 1000);
  await changeDefinition<Group>(site.configuration.filter_directory, group, (current) => ({
    ...current,
    components: draft.components,
    comment: draft.comment,
    revisions: comment === '' ? current.revisions : [...current.revisions, { notate, time, comment }],
  }));
  return redirect(trackerLink(site, 'FlowTracker_Display.cgi', { id: group.id, made: 'group' }));
}

export const groupPage = withTrackerErrors(async (request, site) => {
  const definitions = await readTrackers(site);
  const group = findTracker(definitions, parameter(request, 'id'));
  if (group.kind !== 'group') throw new HttpError(400, `"${group.label}" is a tracking, not a group.`);
  const picture = request.query.get('picture');
  if (picture !== null) {
    const how = { window: findWindow(picture), size: 'full' } as const;
    return respondPicture(draftGroup(group, request), definitions, how, site);
  }
  if (request.method !== 'POST') {
    const draft: Draft = {
      components: group.components,
      comment: group.comment,
      revision: { comment: '', notate: 'Y' },
    };
    return respondEditor(group, draft, definitions, request, site);
  }
  checkForm(request, site, `save-group ${group.id}`);
  const draft: Draft = {
    components: typedComponents(request),
    comment: request.form.get('general_comment') ?? '',
    revision: {
      comment: oneLine(request.form.get('revision_comment') ?? ''),
      notate: request.form.get('notate_graphs') === 'N' ? 'N' : 'Y',
    },
  };
  const kinds = new Set(
    draft.components.flatMap(({ label }) => definitions.trackings.find((each) => each.label === label)?.type ?? []),
  );
  const problem =
    kinds.size > 1
      ? 'The components have different types: their values cannot be added up.'
      : (commentProblem(draft.comment) ?? commentProblem(draft.revision.comment));
  if (problem === undefined && request.form.get('action') === 'save') return save(group, draft, site);
  return respondEditor(group, draft, definitions, request, site, problem);
});
