/** FlowTracker_Management.cgi: all trackings; revises, renames, archives, restarts, removes them (reference section 5.4). */
import { HttpError } from '../httperror.js';
import { isDeliveryTest, testDelivery, DELIVERY_TESTS } from './deliverytest.js';
import { ask, QUESTIONS, take, type Action } from './trackingactions.js';
import { respondRevision } from './trackingrevision.js';
import { respondList } from './trackingslist.js';
import { findTracker, parameter, readTrackers, withTrackerErrors } from './trackers.js';

function isAction(text: string): text is Action {
  return Object.hasOwn(QUESTIONS, text);
}

export const trackingsPage = withTrackerErrors(async (request, site) => {
  const definitions = await readTrackers(site);
  const [action, id] = [parameter(request, 'action'), parameter(request, 'id')];
  if (action === '') return respondList(definitions, request, site);
  if (isDeliveryTest(action)) return respondList(definitions, request, site, await testDelivery(action, request, site));
  if (action === 'revise') return respondRevision(findTracker(definitions, id), request, site);
  if (!isAction(action)) {
    const known = ['revise', ...Object.keys(DELIVERY_TESTS), ...Object.keys(QUESTIONS)].join(', ');
    throw new HttpError(400, `"${action}" is nothing that this page does: ${known}.`);
  }
  const asked = { action, id, request, site, definitions };
  return request.method === 'POST' ? take(asked) : ask(asked);
});
