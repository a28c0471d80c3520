/** The addresses that a graph's page leads to: itself changed, the form, the spans before and after, the text report. */
import type { Configuration } from '../config/configuration.js';
import type { GraphQuestion } from '../graph/graphquestion.js';
import type { Ms } from '../flow/time.js';
import type { Form } from '../report/form.js';
import type { GraphFormatName } from './graphformat.js';
import { fixedForm, formLink, type FormChange } from './link.js';

const MAIN = 'FlowGrapher_Main.cgi';

export class GraphLinks {
  /** With the time span that was meant, so that what counts from now does not move from click to click. */
  readonly form: Form;
  readonly #question: GraphQuestion;
  readonly #configuration: Configuration;

  constructor(question: GraphQuestion, configuration: Configuration) {
    this.form = fixedForm(question, configuration.date_format);
    this.#question = question;
    this.#configuration = configuration;
  }

  /** This graph with a change of its form, or in another format. */
  changed(change: FormChange, format?: GraphFormatName): string {
    return formLink(MAIN, this.#configuration, this.form, change, format);
  }

  /** The form as it was typed. */
  typedForm(): string {
    return formLink('FlowGrapher.cgi', this.#configuration, this.#question.form);
  }

  /** The pairs of addresses behind the graph, as a text report of the parts of flows inside its window. */
  report(): string {
    const change = { report: '10', flow_share: 'inside', sort: '', offset: '' };
    return formLink('FlowViewer_Main.cgi', this.#configuration, this.form, change);
  }

  /** The same graph of another time span. */
  of(window: { readonly start: Ms; readonly end: Ms }): string {
    const form = fixedForm({ form: this.#question.form, window }, this.#configuration.date_format);
    return formLink(MAIN, this.#configuration, form);
  }

  /** The same graph of the span before (-1) or after (1). */
  shifted(direction: -1 | 1): string {
    const { start, end } = this.#question.window;
    const by = (end - start) * direction;
    return this.of({ start: start + by, end: end + by });
  }
}
