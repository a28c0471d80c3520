/** The addresses that every page with an answer leads to: itself changed, its form, the spans before and after. */
import type { Configuration } from '../config/configuration.js';
import type { Ms } from '../flow/time.js';
import type { Form } from '../report/form.js';
import type { GraphFormatName } from './graphformat.js';
import { fixedForm, formLink, type FormChange, type Script } from './link.js';
import type { ReportFormatName } from './reportformat.js';

/** The form as it was typed, and the time span that it meant. */
export interface AskedPage {
  readonly form: Form;
  readonly window: { readonly start: Ms; readonly end: Ms };
}

export abstract class PageLinks<Format extends ReportFormatName | GraphFormatName> {
  /** With the time span that was meant, so that what counts from now does not move from click to click. */
  readonly form: Form;

  /** @param scripts of the page itself, and of its form */
  constructor(
    private readonly asked: AskedPage,
    protected readonly configuration: Configuration,
    private readonly scripts: { readonly page: Script; readonly form: Script },
  ) {
    this.form = fixedForm(asked, configuration.date_format);
  }

  /** This page with a change of its form, or in another format. */
  changed(change: FormChange, format?: Format): string {
    return formLink(this.scripts.page, this.configuration, this.form, change, format);
  }

  /** The form as it was typed. */
  typedForm(): string {
    return formLink(this.scripts.form, this.configuration, this.asked.form);
  }

  /** The same of another time span, from its first row on. */
  of(window: AskedPage['window']): string {
    const form = fixedForm({ form: this.asked.form, window }, this.configuration.date_format);
    return formLink(this.scripts.page, this.configuration, form, { offset: '' });
  }

  /** The same of the span before (-1) or after (1). */
  shifted(direction: -1 | 1): string {
    const { start, end } = this.asked.window;
    const by = (end - start) * direction;
    return this.of({ start: start + by, end: end + by });
  }
}
