/** The form that revises a tracking (reference section 5.4). */
import type { Group, Tracking } from '../../tracker/tracking.js';
import { listNamedDevices } from '../devices.js';
import type { Request, Response, Site } from '../http.js';
import { redirect } from '../respond.js';
import { firedPreview } from './firedpreview.js';
import { formOf, respondTrackerForm } from './trackerform.js';
import { trackerLink } from './trackers.js';

/** The form of a tracking as it is, with what only a revision has. */
export async function respondRevision(definition: Tracking | Group, request: Request, site: Site): Promise<Response> {
  const { id } = definition;
  if (definition.kind === 'group') return redirect(trackerLink(site, 'FlowTracker_Group.cgi', { id }));
  const devices = await listNamedDevices(site.configuration);
  const { form, typed } = formOf(definition, devices, site);
  const preview = await firedPreview(definition, definition.alert, site);
  const labelled = { ...typed, monitor_label: definition.label };
  return respondTrackerForm(
    { form, typed: labelled, devices, revises: definition, ...(preview && { preview }) },
    request,
    site,
  );
}
