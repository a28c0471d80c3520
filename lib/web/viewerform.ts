/** FlowViewer.cgi: the form for text reports, filled from the address. */
import { blankForm } from '../report/blankform.js';
import { CRITERIA } from '../report/criterion.js';
import { readForm } from '../report/form.js';
import type { FieldError } from '../report/fielderror.js';
import type { Form } from '../report/form.js';
import { listNamedDevices, type Devices } from './devices.js';
import { formPage } from './formpage.js';
import type { ToolName } from './formtools.js';
import { frame } from './frame.js';
import type { Handler, Request, Response, Site } from './http.js';
import { respondHtml } from './respond.js';
import { withLists } from './long-lists.js';
import { withSaveErrors } from './saverefusal.js';
import { savedFields } from './savedfields.js';
import { renderView } from './view.js';

/** The form that a request fills, long lists put in; its body wins over its address, as old bookmarks of posted forms have it. */
export function requestedForm({ query, form }: Request, site: Site, devices: Devices): Form {
  const parameters = new URLSearchParams([...savedFields(query, site), ...query, ...form]);
  const { configuration, now } = site;
  const read = readForm(parameters, blankForm(configuration, devices.names, now()));
  const lists = CRITERIA.map(({ name }) => [name, withLists(read[name], configuration, now())] as const);
  return { ...read, ...Object.fromEntries(lists) };
}

/** The form's page; with errors it has status 400 and what was typed. */
export function respondForm(
  form: Form,
  site: Site,
  devices: Devices,
  errors: readonly FieldError[] = [],
  tool: ToolName = 'viewer',
): Response {
  const page = formPage(form, site.configuration, devices, errors, tool);
  const title = errors.length > 0 ? 'Please correct the form' : page.tool.title;
  const body = renderView('form', { frame: frame(title, site.configuration, site.now()), page });
  return respondHtml(errors.length > 0 ? 400 : 200, body);
}

export const viewerForm: Handler = withSaveErrors(async (request, site) => {
  const devices = await listNamedDevices(site.configuration);
  return respondForm(requestedForm(request, site, devices), site, devices);
});
