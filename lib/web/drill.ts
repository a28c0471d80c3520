/** Where a click on a value leads: the same flows, restricted to that value. */
import type { Column } from '../report/column.js';
import type { Form } from '../report/form.js';
import type { Report } from '../report/report.js';
import type { Cell } from '../store/store.js';
import type { FormChange } from './link.js';

/** Who talked to whom: the pairs of addresses. */
const PAIRS = '10';
/** The single flows, one line each. */
const SINGLE_FLOWS = 'print-5';

/** A value as the filter wants it. Length 0 means an unknown mask, and the address before it is whole. */
function filterText({ kind }: Column, value: Cell): string {
  const text = String(value);
  return kind === 'routed' || (kind === 'prefix' && text.endsWith('/0')) ? text.replace(/\/\d+$/, '') : text;
}

/** Makes the addresses that the values of a report lead to. A page has thousands, so that their common part is made once. */
export class DrillDown {
  readonly #form: Form;
  readonly #report: Report;
  readonly #link: (change: FormChange) => string;
  readonly #starts = new Map<string, string>();

  /** @param link address of the report page with a change of the form */
  constructor(form: Form, report: Report, link: (change: FormChange) => string) {
    this.#form = form;
    this.#report = report;
    this.#link = link;
  }

  /**
   * Address of the flows restricted to a value, undefined where the form cannot say so. A report by another key becomes
   * that of the pairs behind the value; a value to which the flows are restricted already leads to the flows.
   */
  href(column: Column, value: Cell): string | undefined {
    const { criterion } = column;
    if (!criterion || value === null) return undefined;
    const text = filterText(column, value);
    const already = this.#form[criterion] === text;
    // one list holds both sides' values, so a second one would widen the first
    if (criterion.startsWith('either_') && this.#form[criterion] !== '' && !already) return undefined;
    const report = this.#report.kind === 'flows' ? this.#form.report : already ? SINGLE_FLOWS : PAIRS;
    const key = `${criterion} ${report}`;
    let start = this.#starts.get(key);
    if (start === undefined) {
      start = this.#link({ [criterion]: '', offset: '', sort: '', report });
      this.#starts.set(key, start);
    }
    return `${start}&${criterion}=${encodeURIComponent(text)}`;
  }
}
