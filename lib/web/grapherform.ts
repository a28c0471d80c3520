/** FlowGrapher.cgi: the form for graphs, filled from the address. */
import { listNamedDevices } from './devices.js';
import type { Handler } from './http.js';
import { requestedForm, respondForm } from './viewerform.js';

export const grapherForm: Handler = async (request, site) => {
  const devices = await listNamedDevices(site.configuration);
  return respondForm(requestedForm(request, site, devices), site, devices, [], 'grapher');
};
