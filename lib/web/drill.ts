/** Where a click on a value leads: the same flows, restricted to that value, or without it. */
import { conjuncts, excluding, narrowed } from '../report/conjuncts.js';
import type { Column } from '../report/column.js';
import type { CriterionName } from '../report/criterion.js';
import type { DateFormat } from '../report/dateformat.js';
import type { Form } from '../report/form.js';
import { writeMoment } from '../report/moment.js';
import type { Question } from '../report/question.js';
import type { Report } from '../report/report.js';
import { formatApplication } from '../flow/application.js';
import type { Ms } from '../flow/time.js';
import type { Cell } from '../store/store.js';
import type { FormChange } from './link.js';
import type { ReportLinks } from './reportlinks.js';

/** Who talked to whom: the pairs of addresses. */
const PAIRS = '10';
/** The single flows, one line each. */
const SINGLE_FLOWS = 'print-5';

export interface Drill {
  /** Address of the flows restricted to the value. */
  readonly only?: string;
  /** Address of the flows without it. */
  readonly without?: string;
}

const NOWHERE: Drill = {};

/** A value as the filter wants it. A recorded length of 0 means an unknown mask, and the address before it is whole. */
function filterText({ kind }: Column, value: Cell): string {
  if (kind === 'application') return formatApplication(Number(value));
  const text = String(value);
  const isWhole = kind === 'routed' || (kind === 'prefix' && text.endsWith('/0') && !/^[0.:]+\/0$/.test(text));
  return isWhole ? text.replace(/\/\d+$/, '') : text;
}

/** Makes the addresses that the values of a report lead to. A page has thousands, so that their common part is made once. */
export class DrillDown {
  readonly #form: Form;
  readonly #report: Report;
  readonly #link: (change: FormChange) => string;
  readonly #window: Question['window'];
  readonly #format: DateFormat;
  readonly #starts = new Map<string, string>();

  /** @param link address of the report page with a change of the form */
  constructor(
    { form, report, window }: Pick<Question, 'form' | 'report' | 'window'>,
    format: DateFormat,
    link: (change: FormChange) => string,
  ) {
    this.#form = form;
    this.#report = report;
    this.#window = window;
    this.#format = format;
    this.#link = link;
  }

  /**
   * Where a value of a report leads; nowhere where the form cannot say so. A report by another key becomes that of the
   * pairs behind the value; a scanner, and a value to which the flows are restricted already, lead to the flows. A time leads
   * to the flows of its minute, and in a minute to those of its second.
   */
  to(column: Column, value: Cell): Drill {
    if (value === null) return NOWHERE;
    if (column.kind === 'time' && typeof value === 'number') return { only: this.#around(value) };
    const { criterion } = column;
    if (!criterion) return NOWHERE;
    const text = filterText(column, value);
    const already = conjuncts(this.#form[criterion]).includes(text);
    const isScan = this.#report.kind === 'groups' && this.#report.detects !== undefined;
    const report = this.#report.kind === 'flows' ? this.#form.report : already || isScan ? SINGLE_FLOWS : PAIRS;
    return {
      only: this.#address(criterion, narrowed(criterion, this.#form[criterion], text), report),
      ...(already
        ? {}
        : { without: this.#address(criterion, excluding(criterion, this.#form[criterion], text), this.#form.report) }),
    };
  }

  /** Address of the single flows of a class of a distribution. */
  toClass(criterion: CriterionName, range: string): string {
    return this.#address(criterion, narrowed(criterion, this.#form[criterion], range), SINGLE_FLOWS);
  }

  #address(criterion: CriterionName, text: string, report: string): string {
    const key = `${criterion} ${report}`;
    let start = this.#starts.get(key);
    if (start === undefined) {
      const sort = report === this.#form.report ? this.#form.sort : '';
      start = this.#link({ [criterion]: '', offset: '', sort, report });
      this.#starts.set(key, start);
    }
    return `${start}&${criterion}=${encodeURIComponent(text)}`;
  }

  #around(moment: Ms): string {
    const { start, end } = this.#window;
    const step = end - start <= 60_000 ? 1000 : 60_000;
    const from = Math.floor(moment / step) * step;
    const [first, last] = [writeMoment(from, this.#format), writeMoment(from + step, this.#format)];
    return this.#link({
      start_date: first.date,
      start_time: first.time,
      end_date: last.date,
      end_time: last.time,
      offset: '',
    });
  }
}

/** For the values of a question's answer. */
export function drillDownOf({ report, window }: Question, format: DateFormat, links: ReportLinks): DrillDown {
  return new DrillDown({ form: links.form, report, window }, format, (change) => links.changed(change));
}
