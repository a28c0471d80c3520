/** FlowTracker.cgi: the form for a new tracking or group, filled from the address (reference section 5.1). */
import { blankForm } from '../../report/blankform.js';
import type { Form } from '../../report/form.js';
import type { FormFieldName } from '../../report/formfield.js';
import { isOfFields } from '../../tracker/tracking-filter.js';
import { findTrackingType } from '../../tracker/tracking-type.js';
import type { Tracking } from '../../tracker/tracking.js';
import { guardForm, TOKEN_FIELD } from '../csrf.js';
import { listNamedDevices, type Devices } from '../devices.js';
import type { FieldView } from '../fieldview.js';
import { formPage, type FormPage } from '../formpage.js';
import type { Tried } from '../ownfields.js';
import { frame } from '../frame.js';
import type { Request, Response, Site } from '../http.js';
import { respondHtml } from '../respond.js';
import { renderView } from '../view.js';
import { requestedForm } from '../viewerform.js';
import { typedAlert } from './alertfields.js';
import { ALERT_HELP, TRACKER_FIELDS, trackerFields, type TrackerFieldName, type Typed } from './trackerfields.js';
import { findTracker, parameter, readTrackers, trackerLink, withTrackerErrors } from './trackers.js';

/** What is wrong with one field of the form, of all tools or of this one. */
export interface TrackerFieldError {
  readonly field: FormFieldName | TrackerFieldName;
  readonly message: string;
}

export interface ShownForm {
  readonly form: Form;
  readonly typed: Typed;
  readonly devices: Devices;
  readonly errors?: readonly TrackerFieldError[];
  /** The tracking that is revised. */
  readonly revises?: Tracking;
  /** The tracking that a new one is made after. */
  readonly copies?: Tracking;
  /** When its alert would have fired. */
  readonly preview?: Tried;
}

/** The button that tries the alert and saves nothing. */
export const TRY_ALERT = 'try_alert';

/** The field of a copy's form that names the original. */
export const COPIES = 'copies';

/** Where the form cannot show the filter. */
function filterNote({ revises, copies }: Pick<ShownForm, 'revises' | 'copies'>): string | undefined {
  const original = revises ?? copies;
  if (!original || isOfFields(original)) return undefined;
  return `The filter of “${original.label}” is written by hand in its definition, and this form does not show it. ${
    revises ? 'It stays' : 'The copy takes it over'
  } unless you fill in or change a field of “Which flows”, which then makes the filter.`;
}

/** What a form does; its token is good for nothing else. */
export function formAction(revises: Pick<Tracking, 'id'> | undefined): string {
  return revises ? `revise-tracking ${revises.id}` : 'create-tracking';
}

/** What was typed; a type of graph stands for that of a tracking. */
export function typedIn(request: Request): Typed {
  const values = TRACKER_FIELDS.map(({ name }) => [name, parameter(request, name).trim()] as const);
  const typed = Object.fromEntries(values) as Record<TrackerFieldName, string>; // every field of the table has just been read
  if (typed.monitor_type !== '') return typed;
  const graph = parameter(request, 'graph_type');
  return { ...typed, monitor_type: findTrackingType(graph) ?? findTrackingType(graph.replace(/a$/, '')) ?? 'bps' };
}

/** The shared form with FlowTracker's own fields. */
function trackerPage(shown: ShownForm, site: Site, hidden: Readonly<Record<string, string>>): FormPage {
  const { form, typed, devices, errors = [], revises } = shown;
  const note = filterNote(shown);
  const own = trackerFields(revises ? 'revision' : 'new');
  const isOwn = (name: string): name is TrackerFieldName => TRACKER_FIELDS.some((field) => field.name === name);
  const shared = errors.flatMap(({ field, message }) => (isOwn(field) ? [] : [{ field, message }]));
  const page = formPage(form, site.configuration, devices, shared, 'tracker');
  const view = ({ name, label, hint, choices }: (typeof own)[number]): FieldView => {
    const error = errors.find(({ field }) => field === name)?.message;
    return {
      name,
      id: `f-${name}`,
      label,
      value: typed[name],
      ...(hint ? { hint } : {}),
      ...(choices ? { choices } : {}),
      ...(error ? { error, describedBy: `e-${name}` } : {}),
    };
  };
  const at = (place: string): FieldView[] => own.filter((field) => field.at === place).map(view);
  const wrong = own.flatMap(({ name, label }) =>
    errors.filter(({ field }) => field === name).map(({ message }) => ({ id: `f-${name}`, label, message })),
  );
  const device = page.field('device_name');
  return {
    ...page,
    tool: revises ? { ...page.tool, heading: `Revise “${revises.label}”`, submit: 'Revise Tracking' } : page.tool,
    errors: [...wrong, ...page.errors],
    moreDevices: [],
    field: (name) =>
      name === 'device_name'
        ? { ...device, ...(device.choices && { choices: device.choices.filter(({ value }) => value !== '*') }) }
        : page.field(name),
    own: {
      first: at('first'),
      times: revises ? [] : [...at('times'), page.field('start_date'), page.field('start_time')],
      settings: at('settings'),
      hidden,
      help: ALERT_HELP,
      ...(note !== undefined && { note }),
      ...(revises && { tries: { name: TRY_ALERT, label: 'Try the alert on the past' } }),
      ...(shown.preview && { preview: shown.preview }),
      links: [
        { label: 'All trackings', href: trackerLink(site, 'FlowTracker_Management.cgi') },
        { label: 'Dashboards', href: trackerLink(site, 'FlowTracker_Dashboard.cgi') },
      ],
    },
  };
}

/** The form's page; with errors it has status 400 and what was typed. */
export function respondTrackerForm(shown: ShownForm, request: Request, site: Site): Response {
  const { revises, copies, errors = [] } = shown;
  const { token, headers } = guardForm(request, site, formAction(revises));
  const hidden = {
    ...(revises && { revises: revises.id }),
    ...(copies && { [COPIES]: copies.id }),
    [TOKEN_FIELD]: token,
  };
  const page = trackerPage(shown, site, hidden);
  const title = errors.length > 0 ? 'Please correct the form' : page.tool.heading;
  const body = renderView('form', { frame: frame(title, site.configuration, site.now()), page });
  return respondHtml(errors.length > 0 ? 400 : 200, body, headers);
}

/** What a tracking filters by, as parameters of the forms of all tools. */
export function trackedParameters({ fields, multiplier, type }: Tracking): URLSearchParams {
  const filled = Object.entries(fields).filter(([, value]) => value !== '');
  const scale = { ...(multiplier !== '' && { sampling_multiplier: multiplier }), graph_type: type };
  return new URLSearchParams([...filled, ...Object.entries(scale)]);
}

/** A tracking as the form has it, with its alert, without its label. */
export function formOf(
  { fields, multiplier, type, comment, alert }: Tracking,
  devices: Devices,
  { configuration, now }: Site,
): Pick<ShownForm, 'form' | 'typed'> {
  const form = { ...blankForm(configuration, devices.names, now()), ...fields, sampling_multiplier: multiplier };
  const own = { ...typedAlert({ alert }), monitor_label: '', monitor_type: type, general_comment: comment };
  return { form, typed: { ...own, history: '', revision_comment: '', notate_graphs: 'Y' } };
}

export const trackerForm = withTrackerErrors(async (request, site) => {
  const devices = await listNamedDevices(site.configuration);
  const copied = request.query.get('copy');
  if (copied !== null) {
    const tracking = findTracker(await readTrackers(site), copied);
    if (tracking.kind === 'tracking')
      return respondTrackerForm({ ...formOf(tracking, devices, site), devices, copies: tracking }, request, site);
  }
  const form = requestedForm(request, site, devices);
  return respondTrackerForm({ form, typed: typedIn(request), devices }, request, site);
});
