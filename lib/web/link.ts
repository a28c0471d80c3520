/** Addresses of pages, from forms: filters added and removed, other columns to sort by, other rows, other formats. */
import { formParameters, type Form } from '../report/form.js';
import type { FormFieldName } from '../report/formfield.js';
import { writeMoment } from '../report/moment.js';
import type { Question } from '../report/question.js';
import type { DateFormat } from '../report/dateformat.js';

export type FormChange = Readonly<Partial<Record<FormFieldName, string>>>;

/** The form with the time span that it meant when it was read: what counts from now no longer moves. */
export function fixedForm({ form, window }: Pick<Question, 'form' | 'window'>, format: DateFormat): Form {
  const start = writeMoment(window.start, format);
  const end = writeMoment(window.end, format);
  return { ...form, start_date: start.date, start_time: start.time, end_date: end.date, end_time: end.time };
}

/** Address of a script with a form's fields, some of them changed. */
export function formLink(script: string, form: Form, change: FormChange = {}, format?: 'csv' | 'json'): string {
  const parameters = formParameters({ ...form, ...change });
  if (format) parameters.set('format', format);
  return `${script}?${parameters.toString()}`;
}
