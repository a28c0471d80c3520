/** The addresses that a report page leads to: itself changed, the form, the spans before and after. */
import type { Configuration } from '../config/configuration.js';
import type { Form } from '../report/form.js';
import type { Question } from '../report/question.js';
import { fixedForm, formLink, type FormChange } from './link.js';
import type { ReportFormatName } from './reportformat.js';

export class ReportLinks {
  /** With the time span that was meant, so that what counts from now does not move from click to click. */
  readonly form: Form;
  readonly #question: Question;
  readonly #configuration: Configuration;

  constructor(question: Question, configuration: Configuration) {
    this.form = fixedForm(question, configuration.date_format);
    this.#question = question;
    this.#configuration = configuration;
  }

  /** This report with a change of its form, or in another format. */
  changed(change: FormChange, format?: ReportFormatName): string {
    return formLink('', this.#configuration, this.form, change, format);
  }

  /** The form as it was typed. */
  typedForm(): string {
    return formLink('FlowViewer.cgi', this.#configuration, this.#question.form);
  }

  /** The same report of the span before (-1) or after (1). */
  shifted(direction: -1 | 1): string {
    const { form, window } = this.#question;
    const by = (window.end - window.start) * direction;
    const shifted = { form, window: { start: window.start + by, end: window.end + by } };
    return formLink('', this.#configuration, fixedForm(shifted, this.#configuration.date_format), { offset: '' });
  }
}
