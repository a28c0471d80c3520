/** FlowTracker_Main.cgi: makes a tracking or group, or revises a tracking (reference sections 5.3 and 5.4). */
import { existsSync } from 'node:fs';
import type { Configuration } from '../../config/configuration.js';
import { makeOwnDirectory } from '../../config/own-directory.js';
import { CRITERIA } from '../../report/criterion.js';
import { readFilter } from '../../report/filterform.js';
import { kindOf } from '../../report/words.js';
import { understoodWords } from '../understoodwords.js';
import type { Form } from '../../report/form.js';
import { readMoment } from '../../report/moment.js';
import { FieldProblem } from '../../report/readfield.js';
import { readSources } from '../../report/sources.js';
import { withRrd } from '../../rrd/with-rrd.js';
import { readName } from '../../save/name.js';
import { SaveError } from '../../save/save-error.js';
import { commentProblem } from '../../tracker/comment.js';
import { createTracking } from '../../tracker/create.js';
import { DefinitionError } from '../../tracker/definition-error.js';
import { definitionText } from '../../tracker/definition-text.js';
import { GROUP_TYPE } from '../../tracker/grp-file.js';
import type { Seconds } from '../../tracker/period.js';
import { startRecreate } from '../../tracker/recreate-background.js';
import { changeDefinition, createDefinition, type New } from '../../tracker/save.js';
import { noFields } from '../../tracker/stored-keys.js';
import { lastUpdate, rrdFile } from '../../tracker/tracking-rrd.js';
import { isOfFields } from '../../tracker/tracking-filter.js';
import { findTrackingType } from '../../tracker/tracking-type.js';
import type { Group, Tracking } from '../../tracker/tracking.js';
import { listNamedDevices, type Devices } from '../devices.js';
import type { Request, Response, Site } from '../http.js';
import { redirect } from '../respond.js';
import { requestedForm } from '../viewerform.js';
import { readAlert } from './alertfields.js';
import { firedPreview } from './firedpreview.js';
import type { Typed } from './trackerfields.js';
import { COPIES, formAction, TRY_ALERT, respondTrackerForm, typedIn, type TrackerFieldError } from './trackerform.js';
import {
  checkForm,
  findTracker,
  labelsOf,
  parameter,
  readTrackers,
  trackerLink,
  withTrackerErrors,
} from './trackers.js';

/** The longest past that a tracking's RRD holds. */
const LONGEST_PAST: Seconds = 1100 * 86_400;

/** What was asked for, or what is wrong with it. */
interface Read {
  readonly label: string;
  readonly tracked: Pick<Tracking, 'fields' | 'definition' | 'multiplier' | 'alert'>;
  /** Where the past is to begin. */
  readonly from: Seconds | undefined;
  readonly errors: readonly TrackerFieldError[];
}

function readLabel(typed: Typed): { label: string; errors: TrackerFieldError[] } {
  try {
    return { label: readName(typed.monitor_label, 'label'), errors: [] };
  } catch (error) {
    if (!(error instanceof SaveError)) throw error;
    const message =
      typed.monitor_label === '' ? 'A label is missing: it becomes the title of the graphs.' : error.message;
    return { label: '', errors: [{ field: 'monitor_label', message }] };
  }
}

function commentErrors(typed: Typed): TrackerFieldError[] {
  return (['general_comment', 'revision_comment'] as const).flatMap((field) => {
    const message = commentProblem(typed[field]);
    return message === undefined ? [] : [{ field, message }];
  });
}

function sourceErrors(form: Form, configuration: Configuration, devices: Devices): TrackerFieldError[] {
  try {
    if (readSources(form, configuration, devices.names).length === 1) return [];
    const message = 'A tracking follows one device: make one for each, and a group of them.';
    return [{ field: 'device_name', message }];
  } catch (error) {
    if (!(error instanceof FieldProblem)) throw error;
    return [{ field: error.field, message: error.message }];
  }
}

function multiplierErrors({ sampling_multiplier: text }: Form): TrackerFieldError[] {
  if (text === '' || (Number(text) >= 1 && Number(text) <= 1e9)) return [];
  const message = `"${text}" is no multiplier. Expected a number from 1 to 1,000,000,000, such as 100 where one packet in 100 was sampled.`;
  return [{ field: 'sampling_multiplier', message }];
}

function readStart(form: Form, { configuration, now }: Site): { from?: Seconds; errors: TrackerFieldError[] } {
  const text = { date: form.start_date, time: form.start_time };
  const read = readMoment(text, 'start', { now: now(), format: configuration.date_format });
  if (!read.ok) return { errors: [{ field: `start_${read.box}`, message: read.message }] };
  const from = read.moment / 1000;
  const wrong = (message: string) => ({ errors: [{ field: 'start_date', message } as const] });
  if (read.moment >= now()) return wrong('The start lies in the future: choose a date whose flow files are there.');
  if (from < now() / 1000 - LONGEST_PAST) return wrong('Trackings hold three years: choose a later start.');
  return { from, errors: [] };
}

function readRequest(form: Form, typed: Typed, site: Site, devices: Devices): Read {
  const { filter, errors: filterErrors } = readFilter(form);
  const label = readLabel(typed);
  const start = typed.history === 'past' ? readStart(form, site) : { errors: [] };
  const alert = readAlert(typed, site.configuration);
  const fields = noFields();
  for (const { name } of CRITERIA) fields[name] = form[name];
  fields.device_name = form.device_name;
  const definition = filterErrors.length > 0 ? '' : definitionText(filter);
  return {
    label: label.label,
    tracked: { fields, definition, multiplier: form.sampling_multiplier, alert: alert.alert },
    from: 'from' in start ? start.from : undefined,
    errors: [
      ...label.errors,
      ...sourceErrors(form, site.configuration, devices),
      ...start.errors,
      ...filterErrors,
      ...multiplierErrors(form),
      ...commentErrors(typed),
      ...alert.errors,
    ],
  };
}

/** Kinds of names that exporters give: what a name stands for now is what a tracking follows. */
const NUMBERED: ReadonlySet<string | undefined> = new Set(['interface', 'application']);

/** The form with numbers for names of interfaces and applications, as definitions have them. */
async function withNumbers(form: Form, site: Site, devices: Devices): Promise<Form> {
  const others = CRITERIA.filter((criterion) => !NUMBERED.has(kindOf(criterion)));
  const named = { ...form, ...Object.fromEntries(others.map(({ name }) => [name, ''])) };
  const { meanings } = await understoodWords(named, site, devices);
  return { ...form, ...meanings };
}

/** Whether a definition that was written by hand is the filter, and the form has left it alone. */
function saysMoreThan(current: Tracking, typed: Tracking['fields']): boolean {
  return !isOfFields(current) && CRITERIA.every(({ name }) => typed[name] === current.fields[name]);
}

/** With the filter of the tracking that is copied, where only its definition says what that is. */
function withFilterOf(copies: Tracking | undefined, read: Read): Read {
  if (!copies || !saysMoreThan(copies, read.tracked.fields)) return read;
  return { ...read, tracked: { ...read.tracked, definition: copies.definition } };
}

async function create(read: Read, typed: Typed, { configuration, now }: Site): Promise<Tracking> {
  const type = findTrackingType(typed.monitor_type) ?? 'bps';
  const { label, tracked } = read;
  const wanted: New<Tracking> = {
    ...{ kind: 'tracking', label, type, comment: typed.general_comment },
    ...tracked,
    ...{ revisions: [], others: [] },
  };
  makeOwnDirectory('rrdtool_directory', configuration.rrdtool_directory);
  const tracking = await createTracking(configuration, wanted, now() / 1000);
  if (read.from !== undefined) await startRecreate(tracking, read.from, configuration);
  return tracking;
}

function group(label: string, typed: Typed): New<Group> {
  return { kind: 'group', label, comment: typed.general_comment, components: [], revisions: [], others: [] };
}

async function revise(tracking: Tracking, read: Read, typed: Typed, { configuration, now }: Site): Promise<void> {
  const file = rrdFile(configuration.rrdtool_directory, tracking);
  const time = existsSync(file) ? await withRrd((rrd) => lastUpdate(rrd, file)) : Math.floor(now() / 1000);
  const revision = {
    notate: typed.notate_graphs === 'N' ? ('N' as const) : ('Y' as const),
    time,
    comment: typed.revision_comment || 'criteria changed',
  };
  await changeDefinition<Tracking>(configuration.filter_directory, tracking, (current) => ({
    ...current,
    ...read.tracked,
    ...(saysMoreThan(current, read.tracked.fields) && { definition: current.definition }),
    comment: typed.general_comment,
    revisions: [...current.revisions, revision],
  }));
}

/** The tracking that a new one is made after, if it is still there. */
async function copied(request: Request, site: Site): Promise<Tracking | undefined> {
  const id = parameter(request, COPIES);
  return id === '' ? undefined : (await readTrackers(site)).trackings.find((each) => each.id === id);
}

async function takeNew(request: Request, site: Site): Promise<Response> {
  const devices = await listNamedDevices(site.configuration);
  const [form, typed] = [requestedForm(request, site, devices), typedIn(request)];
  const copies = await copied(request, site);
  const again = (errors: readonly TrackerFieldError[]): Response =>
    respondTrackerForm({ form, typed, devices, errors, ...(copies && { copies }) }, request, site);
  try {
    if (typed.monitor_type === GROUP_TYPE) {
      const { label, errors: labelErrors } = readLabel(typed);
      const errors = [...labelErrors, ...commentErrors(typed)];
      if (errors.length > 0) return again(errors);
      const labels = labelsOf(await readTrackers(site));
      const made = await createDefinition<Group>(site.configuration.filter_directory, group(label, typed), labels);
      return redirect(trackerLink(site, 'FlowTracker_Group.cgi', { id: made.id }));
    }
    const read = readRequest(await withNumbers(form, site, devices), typed, site, devices);
    if (read.errors.length > 0) return again(read.errors);
    const made = await create(withFilterOf(copies, read), typed, site);
    return redirect(trackerLink(site, 'FlowTracker_Display.cgi', { id: made.id, made: 'new' }));
  } catch (error) {
    if (!(error instanceof DefinitionError && error.code === 'taken')) throw error;
    return again([{ field: 'monitor_label', message: error.message }]);
  }
}

async function takeRevision(revises: Tracking, request: Request, site: Site): Promise<Response> {
  const devices = await listNamedDevices(site.configuration);
  const form = requestedForm(request, site, devices);
  const typed = { ...typedIn(request), monitor_label: revises.label, history: '' };
  if (request.form.has(TRY_ALERT)) {
    const { alert, errors: all } = readAlert(typed, site.configuration);
    const errors = all.filter(({ field }) => field !== 'alert_destination'); // nothing is sent
    const preview =
      errors.length > 0
        ? undefined
        : ((await firedPreview(revises, alert, site)) ?? {
            text: 'No notification is chosen: there is nothing to try.',
            rows: [],
          });
    return respondTrackerForm({ form, typed, devices, errors, revises, ...(preview && { preview }) }, request, site);
  }
  const read = readRequest(await withNumbers(form, site, devices), typed, site, devices);
  if (read.errors.length > 0)
    return respondTrackerForm({ form, typed, devices, errors: read.errors, revises }, request, site);
  await revise(revises, read, typed, site);
  return redirect(trackerLink(site, 'FlowTracker_Display.cgi', { id: revises.id, made: 'revised' }));
}

export const trackerMain = withTrackerErrors(async (request, site) => {
  const id = parameter(request, 'revises');
  checkForm(request, site, formAction(id === '' ? undefined : { id }));
  if (id === '') return takeNew(request, site);
  const revises = findTracker(await readTrackers(site), id);
  if (revises.kind === 'group') return redirect(trackerLink(site, 'FlowTracker_Group.cgi', { id }));
  return takeRevision(revises, request, site);
});
