/** Addresses of pages, from forms: filters added and removed, other columns to sort by, other rows, other formats. */
import type { Configuration } from '../config/configuration.js';
import { defaultSettings } from '../report/blankform.js';
import type { DateFormat } from '../report/dateformat.js';
import { formParameters, type Form } from '../report/form.js';
import type { FormFieldName } from '../report/formfield.js';
import { writeMoment } from '../report/moment.js';
import type { Question } from '../report/question.js';
import type { GraphFormatName } from './graphformat.js';
import type { ReportFormatName } from './reportformat.js';

export type FormChange = Readonly<Partial<Record<FormFieldName, string>>>;

/** The form with the time span that it meant when it was read: what counts from now no longer moves. */
export function fixedForm({ form, window }: Pick<Question, 'form' | 'window'>, format: DateFormat): Form {
  const start = writeMoment(window.start, format);
  const end = writeMoment(window.end, format);
  return { ...form, start_date: start.date, start_time: start.time, end_date: end.date, end_time: end.time };
}

/** Pages that a form can be handed to; empty: the page itself, which keeps the thousands of links of a report short. */
export type Script =
  | 'FlowViewer.cgi'
  | 'FlowViewer_Main.cgi'
  | 'FlowViewer_Save.cgi'
  | 'FlowGrapher.cgi'
  | 'FlowGrapher_Main.cgi'
  | 'FlowTracker.cgi'
  | '';

/** Address of a page with a form's fields, some of them changed. */
export function formLink(
  script: Script,
  configuration: Configuration,
  form: Form,
  change: FormChange = {},
  format?: ReportFormatName | GraphFormatName,
): string {
  // which report or graph it is stands in every address, whatever the default
  const kind = script.startsWith('FlowGrapher') ? 'graph_type' : 'report';
  const defaults = { ...defaultSettings(configuration), [kind]: '' };
  const parameters = formParameters({ ...form, ...change }, defaults);
  if (format) parameters.set('format', format);
  // colons need no escape in a query, and times are full of them
  const query = parameters.toString().replaceAll('%3A', ':');
  return script === '' ? `?${query}` : `${configuration.cgi_bin_short}/${script}?${query}`;
}
